"""A hand-made plan with a table, run-in heads and hostile text, and an answer over it."""

from __future__ import annotations

from assistant.types import Answer, Calculation, Citation, Claim
from corpus.types import Chunk, Document, Kind, Section, Source

TEXT = (
    "甲市规划\n"
    "一、总体要求\n"
    "坚持创新。培育<script>alert(1)</script>产业。\n"
    "二、发展重点\n"
    "（一）乙区\n"
    "主导产业。航空装备。发展航空发动机。\n"
    "未来产业。布局量子科技。\n"
    "表1 发展目标\n"
    "指标\t2025年\t2030年\n"
    "增加值（亿元）\t2037.7\t2800\n"
)


def place(text: str) -> tuple[int, int]:
    start = TEXT.index(text)
    return start, start + len(text)


def make_section(path: tuple[str, ...], level: int, start: str, end: str = "", kind: Kind = "body") -> Section:
    stop = TEXT.index(end) if end else len(TEXT)
    return Section("plan", path, path[-1], kind, level, TEXT.index(start), stop, 1, 1)


def make_chunk(number: int, path: tuple[str, ...], start: str, end: str, kind: Kind = "body") -> Chunk:
    low, high = TEXT.index(start), TEXT.index(end) + len(end)
    text = TEXT[low:high]
    return Chunk(f"c{number}", "plan", path, kind, text, low, high, number + 1, "", ((low, high),))


def make_citation(n: int, quote: str, section: tuple[str, ...], kind: str = "body", page: int | None = 2) -> Citation:
    return Citation(n, "plan", "甲市规划", section, kind, page, *place(quote), quote)


CHAPTER = ("二、发展重点",)
DISTRICT = (*CHAPTER, "（一）乙区")
TABLE = (*CHAPTER, "表1 发展目标")


def build_plan() -> Document:
    return Document(
        source=Source("plan", "甲市规划", "甲市", "2026-03", "征求意见稿", "plan.txt", "0" * 64),
        text=TEXT,
        sections=(
            make_section(("一、总体要求",), 1, "一、总体要求", "二、发展重点"),
            make_section(CHAPTER, 1, "二、发展重点"),
            make_section(DISTRICT, 2, "（一）乙区", "表1"),
            make_section((*DISTRICT, "主导产业"), 3, "主导产业。", "未来产业。"),
            make_section((*DISTRICT, "主导产业", "航空装备"), 4, "航空装备。", "未来产业。"),
            make_section((*DISTRICT, "未来产业"), 3, "未来产业。", "表1"),
            make_section(TABLE, 2, "表1", kind="table"),
        ),
        chunks=(
            make_chunk(0, ("一、总体要求",), "坚持创新", "产业。"),
            make_chunk(1, (*DISTRICT, "主导产业"), "主导产业", "航空发动机。"),
            make_chunk(2, (*DISTRICT, "未来产业"), "未来产业", "量子科技。"),
            make_chunk(3, TABLE, "增加值", "2800", "table"),
        ),
        page_starts=((0, 1), (TEXT.index("二、发展重点"), 2)),
        page_origin="document",
    )


def build_answer() -> Answer:
    return Answer(
        question="乙区未来产业是什么？",
        standalone_question="乙区未来产业是什么？",
        text="乙区布局**量子科技**[1]。\n\n| 指标 | 2030年 |\n|---|---|\n| 增加值 | 2800 [2] |",
        status="answered",
        citations=(
            make_citation(1, "布局量子科技", (*DISTRICT, "未来产业")),
            make_citation(2, "增加值（亿元）\t2037.7\t2800", TABLE, "table"),
        ),
        calculations=(Calculation("2800 - 2037.7", "762.3", "亿元", (2,)),),
        claims=(Claim("乙区布局量子科技。", (1,), "verified"), Claim("2800", (2,), "verified")),
        choices=("乙区主导产业是什么？",),
        seconds=0.123,
    )
