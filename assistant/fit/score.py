"""The score of a place: a sum of terms that are shown, each with its weight, its factors and its source.

The best industry counts by its role and by whether a part or only the whole sector fits; then what confirms it: another
place of the plan, a cluster's carrier, a park or platform of the field; then the needs that are met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.fit.matching import Subject, best_matches, is_whole
from assistant.fit.types import DistrictFit, Match, NeedCheck, Profile, ScoreTerm
from assistant.fit.weights import Weights
from assistant.voice import Voice

_ITSELF = 0.4
"""Strength from which a match is about the thing itself."""
_ROLE_NAMES = {
    "leading": ("主导产业", "leading industry"),
    "special": ("特色产业", "special industry"),
    "future": ("未来产业", "future industry"),
    "present": ("现有产业", "present industry"),
    "mentioned": ("文中提及", "mentioned in the text"),
}


def name_role(role: str, voice: Voice) -> str:
    """A role in the language of the answer."""
    return voice.choose(*_ROLE_NAMES[role])


def score_place(
    profile: Profile,
    subject: Subject,
    checks: Sequence[NeedCheck],
    weights: Weights,
    voice: Voice,
) -> DistrictFit | None:
    """The place's terms; None where the plan says nothing of such an enterprise there."""
    industries = best_matches(subject, profile.of_kind("industry"))
    clusters = best_matches(subject, profile.of_kind("cluster"))
    if not industries and not clusters:
        return None
    terms: list[ScoreTerm] = []
    best = max(industries, key=lambda match: _worth(match, weights), default=None)
    if best is not None:
        terms.append(_industry_term(best, weights, voice))
        if second := _find_second(industries, best, weights):
            terms.append(_second_term(second, weights, voice))
    if clusters:
        terms.append(_cluster_term(clusters, weights, voice))
    carriers = best_matches(subject, (*profile.of_kind("park"), *profile.of_kind("platform")))
    if carriers:
        terms.append(_carrier_term(carriers[0], weights, voice))
    terms += _need_terms(checks, weights, voice)
    lead = best or clusters[0]
    return DistrictFit(
        profile.place,
        profile.source_id,
        lead.item.role if best else "mentioned",
        not is_whole(lead.item),
        tuple(terms),
        tuple(checks),
        max(match.strength for match in (*industries, *clusters)),
        all(match.kind_only for match in (*industries, *clusters)),
    )


def drop_mere_kin(fits: Sequence[DistrictFit]) -> list[DistrictFit]:
    """Without the places that only have the same kind of business, where another has the thing itself."""
    if any(fit.strength >= _ITSELF and not fit.kind_only for fit in fits):
        return [fit for fit in fits if not fit.kind_only]
    return list(fits)


def _worth(match: Match, weights: Weights) -> float:
    role: float = getattr(weights, match.item.role)
    return role * match.strength * (weights.broad if is_whole(match.item) else 1.0)


def _industry_term(match: Match, weights: Weights, voice: Voice) -> ScoreTerm:
    item = match.item
    weight: float = getattr(weights, item.role)
    whole = is_whole(item)
    role = name_role(item.role, voice)
    if whole:
        said = voice.choose(
            f"规划把“{item.text}”列为{role}（大类对应）", f"the plan has “{item.text}” as a {role} (whole sector)"
        )
    elif item.head and item.head != item.text:
        said = voice.choose(
            f"{role}“{item.head}”中写明“{item.text}”", f"“{item.text}” is named under the {role} “{item.head}”"
        )
    elif item.role == "mentioned":
        said = voice.choose(f"文中提及“{item.text}”", f"the text mentions “{item.text}”")
    else:
        said = voice.choose(f"{role}中写明“{item.text}”", f"“{item.text}” is named as a {role}")
    factors = f" × {weights.broad:g}" if whole else ""
    return ScoreTerm(
        item.role, said, _worth(match, weights), f"{weight:g}{factors} × {match.strength:.2f}", (item.quote,)
    )


def _find_second(matches: Sequence[Match], best: Match, weights: Weights) -> Match | None:
    """The best match that stands in another passage and says more than the best one."""
    others = [match for match in matches if match.item.quote != best.item.quote]
    return max(others, key=lambda match: _worth(match, weights), default=None)


def _second_term(match: Match, weights: Weights, voice: Voice) -> ScoreTerm:
    factor = 0.5 if is_whole(match.item) else 1.0
    said = voice.choose(f"另一处印证：“{match.item.text}”", f"confirmed elsewhere: “{match.item.text}”")
    points = weights.second * match.strength * factor
    shown = (
        f"{weights.second:g} × {factor:g} × {match.strength:.2f}"
        if factor != 1
        else f"{weights.second:g} × {match.strength:.2f}"
    )
    return ScoreTerm("second", said, points, shown, (match.item.quote,))


def _cluster_term(matches: Sequence[Match], weights: Weights, voice: Voice) -> ScoreTerm:
    def worth(match: Match) -> float:
        return (weights.cluster_main if match.item.carrier == "main" else weights.cluster_support) * match.strength

    match = max(matches, key=worth)
    main = match.item.carrier == "main"
    key, weight = ("cluster_main", weights.cluster_main) if main else ("cluster_support", weights.cluster_support)
    said = voice.choose(
        f"“{match.item.head}”的{match.item.label}，细分领域含“{match.item.text}”",
        f"{'main' if main else 'supporting'} carrier of “{match.item.head}”, with “{match.item.text}”",
    )
    return ScoreTerm(key, said, worth(match), f"{weight:g} × {match.strength:.2f}", match.item.quotes)


def _carrier_term(match: Match, weights: Weights, voice: Voice) -> ScoreTerm:
    said = voice.choose(f"对口园区或平台：{match.item.text}", f"park or platform of the field: {match.item.text}")
    points = weights.carrier * match.strength
    return ScoreTerm("carrier", said, points, f"{weights.carrier:g} × {match.strength:.2f}", (match.item.quote,))


def _need_terms(checks: Sequence[NeedCheck], weights: Weights, voice: Voice) -> Iterator[ScoreTerm]:
    for check in checks:
        name = check.need.name(voice.language)
        if check.status == "met":
            said = voice.choose(f"需求“{name}”有依据", f"the need “{name}” is met")
            yield ScoreTerm("need", said, weights.need, f"{weights.need:g}", check.quotes)
        elif check.status == "planned":
            said = voice.choose(f"需求“{name}”已有安排，尚待建成或落实", f"the need “{name}” is planned")
            yield ScoreTerm("need", said, weights.need * 0.5, f"{weights.need:g} × 0.5", check.quotes)
