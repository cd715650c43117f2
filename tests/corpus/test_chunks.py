from corpus.chunks import MAX_CHUNK
from corpus.types import Chunk
from tests.corpus.conftest import ReadText

SENTENCE = "坚持稳中求进工作总基调，加快构建新发展格局。"


def test_headings_go_with_the_passage_that_follows_them(read_text: ReadText) -> None:
    document = read_text(f"一、背景\n（一）基础\n{SENTENCE}\n{SENTENCE}")
    assert [chunk.text for chunk in document.chunks] == [f"一、背景\n（一）基础\n{SENTENCE}", SENTENCE]
    assert [document.text[start:end] for start, end in document.chunks[0].sentences] == [SENTENCE]


def test_a_heading_without_text_is_a_chunk_of_its_own(read_text: ReadText) -> None:
    document = read_text(f"一、背景\n（一）基础\n二、目标\n{SENTENCE}")
    assert [(chunk.text, chunk.path) for chunk in document.chunks] == [
        ("一、背景\n（一）基础", ("一、背景", "（一）基础")),
        (f"二、目标\n{SENTENCE}", ("二、目标",)),
    ]


def test_a_long_paragraph_is_cut_between_sentences(read_text: ReadText) -> None:
    count = 60
    document = read_text(f"一、背景\n{SENTENCE * count}")
    assert all(len(chunk.text) <= MAX_CHUNK for chunk in document.chunks)
    assert "".join(chunk.text for chunk in document.chunks) == f"一、背景\n{SENTENCE * count}"
    spans = [document.text[start:end] for chunk in document.chunks for start, end in chunk.sentences]
    assert spans == [SENTENCE] * count


def find_row(document_chunks: tuple[Chunk, ...], name: str) -> Chunk:
    return next(chunk for chunk in document_chunks if chunk.text.startswith(name))


def test_every_table_row_is_a_chunk_with_the_heads_in_its_header(read_text: ReadText) -> None:
    document = read_text(
        f"一、目标\n{SENTENCE}\n表1 指标\n指标\t2025年\t2030年\n产值（亿元）\t20\t28\n出口（亿元）\t19\t30"
    )
    row = find_row(document.chunks, "出口")
    assert row.text == "出口（亿元）\t19\t30"
    assert row.header == "示例市规划 › 一、目标 › 表1 指标 › 指标 2025年 2030年 › 出口（亿元）"
    assert [(cell.column, cell.value, cell.unit) for cell in row.cells] == [
        (("2025年",), "19", "亿元"),
        (("2030年",), "30", "亿元"),
    ]
    assert row.sentences == ((row.start, row.end),)


def test_a_long_run_in_head_may_be_quoted_and_a_short_one_may_not(read_text: ReadText) -> None:
    long = "1.工业大区功能凸显，是全市工业经济的重要支撑。"
    document = read_text(f"（一）基础\n{long}{SENTENCE}\n2.新兴产业。{SENTENCE}")
    quoted = [[document.text[start:end] for start, end in chunk.sentences] for chunk in document.chunks]
    assert quoted == [[long, SENTENCE], [SENTENCE]]


def test_run_in_heads_part_the_paragraph_into_chunks(read_text: ReadText) -> None:
    text = "（{}）{}区\n主导产业。电子信息。{}**绿色食品。**{}\n"
    document = read_text("".join(text.format(*pair, SENTENCE, SENTENCE) for pair in ("一甲", "二乙")))
    assert [chunk.path[1:] for chunk in document.chunks] == [("主导产业", "电子信息"), ("主导产业", "绿色食品")] * 2


def test_ids_depend_on_the_text_and_are_unique(read_text: ReadText) -> None:
    first = read_text(f"一、背景\n{SENTENCE}\n{SENTENCE}")
    again = read_text(f"一、背景\n{SENTENCE}\n{SENTENCE}")
    assert [chunk.id for chunk in first.chunks] == [chunk.id for chunk in again.chunks]
    assert len({chunk.id for chunk in first.chunks}) == 2
