"""Questions of an enterprise that asks where to go (我们做固态电池，去哪个区？), answered by the district fit."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit, clarify
from assistant.draft import Draft, Line
from assistant.fit.present import ask_product, name_tier, no_fit
from assistant.fit.types import DistrictFit

_SELF = re.compile(
    r"我们|我司|我公司|本公司|我厂|咱们?|本企业|我家|我是|作为|(?:的|类|家)?(?:企业|公司|工厂|厂家|厂商|初创|团队)"
    r"|\b(?:we|our|my company|company|start-?up|manufacturer|firm)\b",
    re.IGNORECASE,
)
_PLACE = r"(?:哪(?:个|一个)?(?:区县|区|县|市|园区|地方|城市)|哪里|哪儿|什么地方)"
_WHERE = re.compile(
    rf"(?:去|到|落户?|落地|落|选|放|投|搬|建|设|布局|入驻)(?:到|在)?\s*{_PLACE}"
    rf"|(?:适合|推荐|合适|选址|匹配|对口)[^，,。；;：:？?]{{0,8}}{_PLACE}"
    rf"|{_PLACE}[^，,。；;：:？?]{{0,8}}(?:适合|合适|最好|匹配|对口|推荐)"
    r"|\b(?:which|what)\s+(?:\w+\s+)?(?:districts?|county|counties|cit(?:y|ies)|places?|locations?)\b"
    r"|\bwhere\b[^.?]{0,40}\b(?:we|i|locate|settle|set up|go|suit|fit|build|open|invest)\b"
    r"|\bwhich\b[^.?]{0,40}\b(?:suits?|fits?)\b",
    re.IGNORECASE,
)
_SHOWN = 3


def compose_fit(kit: Kit) -> Draft | None:
    """The places for an enterprise that says what it makes and asks where to go; None for any other question."""
    text, engine = kit.question.text, kit.fit_engine
    if engine is None or not (_SELF.search(text) and _WHERE.search(text)):
        return None
    enterprise, ranked, profiles = engine.rank(_WHERE.sub(" ", text), kit.question.source_ids, kit.question.language)
    voice = kit.voice
    if not profiles:
        return None
    if enterprise.vague:
        return clarify(ask_product(voice), ())
    if not ranked:
        return Draft([Line(no_fit(voice))], status="no_evidence")
    names = voice.choose("、", ", ").join(voice.name(fit.place) for fit in ranked[1:_SHOWN])
    lead = voice.choose(f"首先考虑{ranked[0].place}", f"First {voice.name(ranked[0].place)}")
    rest = voice.choose(f"，其次{names}。", f", then {names}.") if names else voice.say("stop")
    draft = Draft([Line(lead + rest, tuple(q for fit in ranked[:_SHOWN] for q in fit.terms[0].quotes[:1]))])
    draft.blocks += [_describe(kit, fit) for fit in ranked[:_SHOWN]]
    if any(check.need.hard and check.status != "met" for check in ranked[0].needs):
        draft.warnings.append(
            voice.choose(
                "规划没有写明首选的区已满足全部硬性需求，须先核实。",
                "The plan does not confirm all hard needs for the first place: check them first.",
            )
        )
    return draft


def _describe(kit: Kit, fit: DistrictFit) -> Line:
    """One place: its tier and what the plan says for it."""
    voice = kit.voice
    said = voice.say("semicolon").join(term.text for term in fit.terms)
    quotes = tuple(dict.fromkeys(quote for term in fit.terms for quote in term.quotes))
    label = f"{voice.name(fit.place)}（{name_tier(fit, voice)}）"
    return Line(voice.end(voice.label(label, said)), quotes, "item")
