"""A ranking → what is shown of it: numbered citations, cautions, what is left open, and why others are not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.assembly import Numbering
from assistant.fit.matching import Subject
from assistant.fit.outlook import explain_missing, explain_weights, list_unknown, name_neighbours
from assistant.fit.score import name_role
from assistant.fit.types import (
    DistrictFit,
    Enterprise,
    FitDistrict,
    FitReason,
    FitResult,
    NeedCheck,
    Profile,
)
from assistant.fit.weights import Weights
from assistant.knowledge import Knowledge
from assistant.voice import Voice


def present_fit(
    knowledge: Knowledge,
    enterprise: Enterprise,
    profiles: Sequence[Profile],
    ranked: Sequence[DistrictFit],
    usual: Sequence[DistrictFit],
    weights: Weights,
    voice: Voice,
    subject: Subject,
) -> FitResult:
    """The result to show. ``usual`` is the ranking under the default weights."""
    if not profiles:
        message = voice.choose(
            "所用文件没有分区域的内容，无法比较各区。",
            "The documents do not treat places one by one; there is nothing to compare.",
        )
        return FitResult(enterprise.text, "none", message, language=enterprise.language)
    if enterprise.vague:
        return FitResult(
            enterprise.text,
            "clarify",
            ask_product(voice),
            language=enterprise.language,
            notes=_left_out(enterprise, voice),
        )
    numbering = Numbering(knowledge)
    districts = tuple(_show_district(fit, numbering, voice) for fit in ranked)
    names = {fit.place for fit in ranked}
    missing = [profile for profile in profiles if profile.place not in names]
    missing.sort(key=lambda profile: profile.place not in enterprise.wished)
    unknown = tuple(list_unknown(knowledge, ranked, numbering, voice))
    why_not = tuple(explain_missing(profile, subject, numbering, voice) for profile in missing)
    notes = [*_left_out(enterprise, voice), *explain_weights(ranked, usual, weights, voice)]
    notes += name_neighbours(knowledge, ranked, enterprise.sectors, numbering, voice)
    return FitResult(
        description=enterprise.text,
        status="ranked" if ranked else "none",
        message=_summarise(ranked, enterprise, voice),
        districts=districts,
        why_not=why_not,
        unknown=unknown,
        notes=tuple(notes),
        citations=numbering.citations(),
        language=enterprise.language,
        needs=enterprise.needs,
    )


def name_tier(fit: DistrictFit, voice: Voice) -> str:
    """The tier in words: the role, and whether a part or the whole sector fits; unconfirmed hard needs come first."""
    part = voice.choose("细分对应", "named part") if fit.named else voice.choose("大类对应", "whole sector")
    open_needs = "" if fit.confirmed == 2 else voice.choose("硬条件待核实｜", "hard need unconfirmed | ")
    return f"{open_needs}{name_role(fit.role, voice)}·{part}"


def ask_product(voice: Voice) -> str:
    """The one question to an enterprise that does not say what it makes."""
    return voice.choose(
        "请问贵企业主要做什么产品或技术？（例如“固态电池电芯”“川味复合调味料”；知道这一点才能对照各区的产业。）",
        "Which product or technology does the enterprise make? (For example solid-state cells, or seasonings.)",
    )


def _show_district(fit: DistrictFit, numbering: Numbering, voice: Voice) -> FitDistrict:
    reasons = []
    for term in fit.terms:
        numbers = numbering.numbers(term.quotes)
        text = (
            f"{term.text}（{term.formula} = {term.points:.1f}）"
            if not voice.is_english
            else f"{term.text} ({term.formula} = {term.points:.1f})"
        )
        reasons.append(FitReason(term.key, text, round(term.points, 1), numbers))
    return FitDistrict(
        name=fit.place,
        score=fit.score,
        tier=name_tier(fit, voice),
        reasons=tuple(reasons),
        cautions=tuple(_list_cautions(fit, voice)),
        ask_office=tuple(_list_questions(fit, voice)),
        role=fit.role,
        confirmed=fit.confirmed == 2,
    )


def _list_cautions(fit: DistrictFit, voice: Voice) -> Iterator[str]:
    place = voice.name(fit.place)
    for check in fit.needs:
        name = check.need.name(voice.language)
        if check.need.hard and check.status != "met":
            state = _describe_open(check, place, voice)
            yield voice.choose(
                f"硬性需求“{name}”未得到确认：{state}", f"The hard need “{name}” is not confirmed: {state}"
            )
        elif check.status == "planned":
            yield voice.choose(
                f"“{name}”在规划中是拟建或争取事项，投用时间未知。",
                f"“{name}” is planned or striven for; when is not known.",
            )
    if fit.role == "future":
        yield voice.choose(
            "规划列为未来产业，尚处前瞻布局阶段。", "The plan has it as a future industry, still being laid out."
        )
    if fit.role == "present":
        yield voice.choose(
            "只见于现有产业，规划的发展方向没有列出。",
            "It is a present industry only; the plan's directions do not list it.",
        )
    if fit.role == "mentioned":
        yield voice.choose(
            "规划没有把它列为该区的主导、特色或未来产业。", "The plan does not list it among the place's industries."
        )
    if not fit.named:
        yield voice.choose(
            "只对应到产业大类，规划没有写到贵企业的具体产品。",
            "Only the whole sector fits; the plan does not name the product.",
        )


def _describe_open(check: NeedCheck, place: str, voice: Voice) -> str:
    if check.status == "planned":
        return voice.choose("规划写的是拟建或争取，不等于已具备。", "the plan speaks of building or striving for it.")
    if check.status == "general":
        return voice.choose(
            f"规划只对各区统一提到，没有写明{place}。", f"the plan speaks of it in general, not for {place}."
        )
    return voice.choose("规划没有提到。", "the plan does not mention it.")


def _list_questions(fit: DistrictFit, voice: Voice) -> Iterator[str]:
    """What to ask the place's office, because the plan does not say."""
    for check in fit.needs:
        name = check.need.name(voice.language)
        if check.status != "met":
            yield voice.choose(
                f"“{name}”目前是否具备、何时可用、条件如何？", f"Is “{name}” there now, from when and on what terms?"
            )
    if fit.role in ("future", "mentioned") or not fit.named:
        yield voice.choose(
            "对这类企业有没有在谈的园区、政策或配套？", "Is there a park, policy or supply chain for this kind of firm?"
        )


def no_fit(voice: Voice) -> str:
    """What an enterprise is told that fits nowhere."""
    return voice.choose(
        "规划没有写到任何一区发展这类业务，因此不作推荐。可以直接咨询各区招商部门，或补充产品用在哪个产业。",
        "The plan does not say that any place goes in for this, so none is recommended. Ask the places' offices, or "
        "say which industry the product serves.",
    )


def _summarise(ranked: Sequence[DistrictFit], enterprise: Enterprise, voice: Voice) -> str:
    if not ranked:
        return no_fit(voice)
    first = ranked[0]
    said = voice.choose(
        f"首先考虑{first.place}（{name_tier(first, voice)}，得分 {first.score:g}）",
        f"First: {voice.name(first.place)} ({name_tier(first, voice)}, score {first.score:g})",
    )
    if others := [f"{voice.name(fit.place)}（{fit.score:g}）" for fit in ranked[1:3]]:
        said += voice.choose("；其次", "; then ") + voice.choose("、", ", ").join(others)
    said += voice.choose("。", ".")
    hard = [need for need in enterprise.needs if need.hard]
    if hard and first.confirmed < 2:
        listed = voice.choose("、", ", ").join(need.name(voice.language) for need in hard)
        said += voice.choose(
            f"但规划没有写明任何一区已满足硬性需求（{listed}），须先核实，得分不能抵消。",
            f" But the plan confirms the hard needs ({listed}) for no place: check them first.",
        )
    return said


def _left_out(enterprise: Enterprise, voice: Voice) -> tuple[str, ...]:
    if not enterprise.left_out:
        return ()
    listed = "；".join(part[:60] for part in enterprise.left_out)
    return (
        voice.choose(
            f"简介中这些话不是企业情况，没有采用：{listed}",
            f"Not a description of an enterprise, and left out: {listed}",
        ),
    )
