from corpus.contents import mark_contents


def marked(*texts: str, markdown: bool = False) -> list[str]:
    return [text for text, mark in zip(texts, mark_contents(texts, markdown=markdown), strict=True) if mark]


def test_entries_with_page_numbers() -> None:
    assert marked("封面", "目 录", "一、背景\t1", "（一）基础.....2", "一、背景", "正文。") == [
        "目 录",
        "一、背景\t1",
        "（一）基础.....2",
    ]


def test_an_entry_broken_over_lines_belongs_to_the_list() -> None:
    lines = ("目录", "一、背景……1", "（二）深化立园满园，做强产业", "发展核心承载……2", "前言文字写在这里。")
    assert marked(*lines) == list(lines[:-1])


def test_entries_without_page_numbers_end_where_the_first_comes_again() -> None:
    assert marked("目录", "一、背景", "二、目标", "一、背景", "正文。") == ["目录", "一、背景", "二、目标"]


def test_entries_without_page_numbers_end_at_an_opening_paragraph() -> None:
    opening = "为了推动发展，根据有关规定，制定本规划。"
    assert marked("目录", "一、背景", "二、目标", opening, "一、背景") == ["目录", "一、背景", "二、目标"]


def test_a_contents_title_alone_takes_nothing_with_it() -> None:
    assert marked("目录", "一、背景", "正文在这里。") == ["目录"]
    assert marked("本目录由市政府公布") == []


def test_folded_contents_in_markdown() -> None:
    closed = ("<details>", "<summary>目录</summary>", "- 第一篇", "</details>", "## 第一篇")
    assert marked(*closed, markdown=True) == list(closed[:-1])
    unclosed = ("<details>", "- 第一篇", "## 第一篇")
    assert marked(*unclosed, markdown=True) == list(unclosed[:-1])
    assert marked(*closed, markdown=False) == []


def test_leaders_that_recognition_left_in_pieces() -> None:
    lines = (
        "目录",
        "第一章发展环境. .3",
        "第二章指导思想 .5",
        "第五章发展主线. ..8第二篇实施战略. .8",
        "第十章拓展空间. ..11",
    )
    assert marked(*lines, "第一章发展环境", "到2025年产值达到 12", "第二章指导思想") == list(lines)


def test_a_page_that_does_not_fit_ends_the_list() -> None:
    lines = ("目录", "一、背景 1", "二、目标 3")
    assert marked(*lines, "完成投资 2", "正文。") == list(lines)
    assert marked(*lines, "完成投资 600", "正文。") == list(lines)


def test_a_list_without_its_title_is_told_by_titles_that_come_again() -> None:
    titles = ("一、背景", "（一）基础", "（二）形势", "二、目标", "三、任务")
    lines = [f"{title} .{page}" for page, title in enumerate(titles, 2)]
    body = [line for title in titles for line in (title, "正文在这里，写得很长。")]
    assert marked(*lines, *body) == lines
    assert marked(*lines, "一、背景", "正文在这里。") == []
    assert marked(*lines[:4], *body) == []
