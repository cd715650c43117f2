"""Greetings, thanks, and what the assistant can do."""

from __future__ import annotations

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, Quote, Table


def compose_talk(kit: Kit) -> Draft | None:
    """The reply to a greeting, thanks or a question about the assistant itself; None for others."""
    question = kit.question
    if (
        not question.has("greeting", "thanks", "help")
        or question.regions
        or (any(not t.generic and t.known for t in question.terms if len(t.text) > 2) and not question.has("help"))
    ):
        return None
    voice = kit.voice
    documents = list(kit.knowledge.documents.values())
    lines: list[Line | Table] = []
    if question.has("thanks") and not question.has("help"):
        lines.append(
            Line(
                voice.choose(
                    "不客气。还想了解规划的哪方面？",
                    "You are welcome. What else would you like to know about the plans?",
                )
            )
        )
        return Draft(lines, status="clarify", choices=list(suggest_questions(kit)))
    lines.append(
        Line(
            voice.choose(
                "您好！我根据已收录的规划回答问题，每句话都附原文出处；规划没有写的，会直接说明。"
                "可以查事实和数字、比较地区或年份、汇总多处内容、做简单计算、概括章节。",
                "Hello! I answer questions from the indexed plans. Every sentence is cited to the text; what a plan "
                "does not say, I say so. I can look up facts and figures, compare places and years, collect what "
                "several sections say, do simple sums and give overviews.",
            )
        )
    )
    for document in documents[:5]:
        front = next((chunk for chunk in document.chunks if chunk.kind in ("front", "body")), None)
        if front:
            quote = Quote(document.source.id, front.start, front.start + len(front.text.split("\n")[0]))
            lines.append(
                Line(
                    voice.choose(f"已收录：《{document.source.title}》。", f"Indexed: 《{document.source.title}》."),
                    (quote,),
                    "item",
                )
            )
    return Draft(lines, choices=list(suggest_questions(kit)))


def suggest_questions(kit: Kit) -> tuple[str, ...]:
    """A few questions that the indexed plans can answer, made from their places and facets."""
    return example_questions(kit)[:3]


def example_questions(kit: Kit) -> tuple[str, ...]:
    """Example questions from the structure of the indexed plans."""
    voice, knowledge = kit.voice, kit.knowledge
    places = kit.groups()
    facets = sorted(knowledge.facets, key=lambda facet: -knowledge.facets[facet])
    listed = [facet for facet in facets if facet.endswith(("产业", "任务"))]
    found = []
    if places and listed:
        place = places[min(2, len(places) - 1)]
        facet = next((f for f in listed if f.startswith("未来")), listed[0])
        found.append(
            voice.choose(f"{place}{facet}方向是什么？", f"What is the {voice.phrase(facet)} of {voice.name(place)}?")
        )
        found.append(
            voice.choose(
                f"把{len(places)}个区的{listed[0]}列个表对比一下", f"Compare {voice.phrase(listed[0])} of all districts"
            )
        )
    for document in knowledge.documents.values():
        for chunk in document.chunks:
            if chunk.cells and chunk.cells[0].unit and len(chunk.cells) > 1:
                cell = chunk.cells[-1]
                name = "".join(cell.row[-1:]).split("（")[0].rstrip("*")
                found.append(
                    voice.choose(
                        f"{name}{cell.column[-1]}的目标是多少？",
                        f"What is the target for {voice.phrase(name)} ({cell.column[-1]})?",
                    )
                )
                break
        chapter = next((s for s in document.sections if s.level == 1 and "保障" in s.title), None)
        if chapter:
            found.append(voice.choose("保障措施有哪几方面？", "What safeguard measures does the plan list?"))
        if len(found) < 2:
            found.append(
                voice.choose(
                    f"《{document.source.title}》主要讲了什么？", f"What is 《{document.source.title}》 about?"
                )
            )
        if len(found) >= 5:
            break
    return tuple(found[:6])
