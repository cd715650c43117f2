from corpus.pages import Break, align_contents, count_lines, infer_pages, read_contents
from tests.corpus.conftest import ReadText


def test_read_contents_joins_broken_entries() -> None:
    entries = [
        "目录",
        "一、背景\t1",
        "(二) 加强合作, 推进产业.....32",
        "（三）深化立园满园，做强",
        "产业承载……41",
        "说明",
    ]
    assert read_contents(entries) == [
        ("一、背景", 1),
        ("(二) 加强合作, 推进产业", 32),
        ("（三）深化立园满园，做强产业承载", 41),
    ]


def test_align_contents_by_title_and_else_by_number() -> None:
    contents = [("一、规划背景", 1), ("（一）发展基础", 1), ("二、总体要求", 5), ("（一）指导思想", 5)]
    titles = ["一、规划基础", "（一）发展基础", "1.工业", "二、总体要求", "（一）指导思想"]
    assert align_contents(contents, titles) == {0: 1, 1: 1, 3: 5, 4: 5}


def test_an_entry_that_is_nowhere_in_the_body_is_passed_over() -> None:
    assert align_contents([("九、附则", 9), ("二、要求", 5)], ["一、背景", "二、要求"]) == {1: 5}


def test_pages_begin_at_their_headings_and_where_sentences_broke() -> None:
    breaks = [
        Break(0, 0, False, 1),
        Break(100, 10, False),
        Break(200, 10, True),
        Break(300, 10, False),
        Break(400, 10, False, 3),
    ]
    assert infer_pages(breaks) == [(0, 1), (200, 2), (400, 3)]


def test_without_two_known_pages_nothing_is_inferred() -> None:
    assert infer_pages([Break(0, 0, False, 1), Break(10, 1, True)]) == []
    assert infer_pages([]) == []


def test_count_lines() -> None:
    assert [count_lines("字" * count) for count in (0, 1, 28, 29)] == [1, 1, 1, 2]


def test_a_typed_plan_takes_its_pages_from_the_contents_page(read_text: ReadText) -> None:
    filler = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局。"
    body = "\n".join(filler * 4 for _ in range(6))
    document = read_text(f"目录\n一、背景\t1\n二、目标\t3\n一、背景\n{body}\n二、目标\n{body}")
    assert document.page_origin == "contents"
    pages = {section.title: section.first_page for section in document.sections}
    assert (pages["一、背景"], pages["二、目标"]) == (1, 3)
    assert [chunk.page for chunk in document.chunks if chunk.kind == "body"] == sorted(
        chunk.page for chunk in document.chunks if chunk.kind == "body"
    )


def test_form_feeds_give_pages(read_text: ReadText) -> None:
    document = read_text("一、背景\n正文甲。\f二、目标\n正文乙。")
    assert document.page_origin == "document"
    assert [(section.title, section.first_page) for section in document.sections] == [("一、背景", 1), ("二、目标", 2)]


def test_a_text_without_pages_says_so(read_text: ReadText) -> None:
    document = read_text("一、背景\n正文甲。")
    assert (document.page_origin, document.page_starts, document.chunks[0].page) == ("none", (), 0)
