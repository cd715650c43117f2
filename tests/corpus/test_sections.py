"""The tree of sections: what nests under what, where boxes and tables end."""

from tests.corpus.conftest import ReadText

BODY = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局。"


def outline(read_text: ReadText, text: str) -> list[tuple[int, str, str]]:
    return [(section.level, section.kind, section.title) for section in read_text(text).sections]


def test_numbering_nests_by_its_rank_whatever_forms_a_plan_uses(read_text: ReadText) -> None:
    text = f"第一章 总则\n一、背景\n（一）基础\n1. 现状\n（1）工业\n{BODY}\n第二章 目标\n1. 近期\n{BODY}"
    assert outline(read_text, text) == [
        (1, "body", "第一章 总则"),
        (2, "body", "一、背景"),
        (3, "body", "（一）基础"),
        (4, "body", "1. 现状"),
        (5, "body", "（1）工业"),
        (1, "body", "第二章 目标"),
        (2, "body", "1. 近期"),
    ]


def test_text_before_the_first_heading_is_the_preface(read_text: ReadText) -> None:
    document = read_text(f"示例市发展规划\n二〇二六年三月\n目录\n一、背景\t1\n{BODY}\n一、背景\n{BODY}")
    kinds = [(section.kind, section.title) for section in document.sections]
    assert kinds == [("front", "封面"), ("toc", "目录"), ("body", "前言"), ("body", "一、背景")]
    assert document.chunks[2].path == ("前言",)


def test_sections_cover_their_descendants(read_text: ReadText) -> None:
    document = read_text(f"一、背景\n（一）基础\n{BODY}\n二、目标\n{BODY}")
    covered = {section.title: document.text[section.start : section.end] for section in document.sections}
    assert covered["一、背景"] == f"一、背景\n（一）基础\n{BODY}\n"
    assert covered["（一）基础"] == f"（一）基础\n{BODY}\n"
    assert covered["二、目标"] == f"二、目标\n{BODY}\n"


def test_a_sub_section_takes_its_district_from_the_heading_above(read_text: ReadText) -> None:
    document = read_text(
        f"一、重点\n（一）龙泉驿区\n1.产业定位\n{BODY}\n（二）新都区\n1.产业定位\n{BODY}\n二、保障\n{BODY}"
    )
    assert [chunk.regions for chunk in document.chunks] == [("龙泉驿区",), ("新都区",), ()]
    assert document.chunks[0].header == "示例市规划 › 一、重点 › （一）龙泉驿区 › 1.产业定位"
    assert document.chunks[0].text == f"一、重点\n（一）龙泉驿区\n1.产业定位\n{BODY}"


def test_a_box_ends_where_its_paragraphs_lose_their_heads(read_text: ReadText) -> None:
    text = f"一、任务\n{BODY}\n专栏1 重点工程\n汽车：{BODY}\n食品：{BODY}\n{BODY}\n二、保障\n{BODY}"
    document = read_text(text)
    assert outline(read_text, text) == [
        (1, "body", "一、任务"),
        (2, "box", "专栏1 重点工程"),
        (3, "box", "汽车"),
        (3, "box", "食品"),
        (1, "body", "二、保障"),
    ]
    assert [(chunk.kind, chunk.path[-1]) for chunk in document.chunks][-2:] == [
        ("body", "一、任务"),
        ("body", "二、保障"),
    ]


def test_a_box_ends_at_a_numbered_paragraph(read_text: ReadText) -> None:
    text = f"一、任务\n1.实施行动。{BODY}\n专栏1 工程\n汽车：{BODY}\n食品：{BODY}\n2.推进转型。{BODY}"
    assert outline(read_text, text)[-1] == (2, "body", "2.推进转型")


def test_a_table_ends_at_the_first_paragraph_and_keeps_its_note(read_text: ReadText) -> None:
    text = f"一、目标\n{BODY}\n表1 主要指标\n指标\t2025年\n产值（亿元）\t28\n注：*为累计值\n{BODY}"
    document = read_text(text)
    assert [(chunk.kind, chunk.path[-1]) for chunk in document.chunks] == [
        ("body", "一、目标"),
        ("table", "表1 主要指标"),
        ("table", "表1 主要指标"),
        ("footnote", "表1 主要指标"),
        ("body", "一、目标"),
    ]


def test_a_table_that_compares_districts_leaves_the_last_one(read_text: ReadText) -> None:
    text = (
        f"一、重点\n（一）新都区\n{BODY}\n（二）温江区\n{BODY}\n专栏1 方向\n区\t产业发展方向\n"
        "新都区\t航空装备、轨道交通、先进能源\n温江区\t医药健康、绿色食品、装备制造"
    )
    document = read_text(text)
    box = next(section for section in document.sections if section.kind == "box")
    assert box.path == ("一、重点", "专栏1 方向")
    assert [chunk.regions for chunk in document.chunks if chunk.cells] == [("新都区",), ("温江区",)]


def test_a_footnote_hangs_under_the_section_it_interrupts(read_text: ReadText) -> None:
    document = read_text(f"一、背景\n{BODY[:-1]}，新兴七区¹形成\n¹ 包括七个区。\n一批产业集群。\n二、目标\n{BODY}")
    note = next(section for section in document.sections if section.kind == "footnote")
    assert note.path == ("一、背景", "脚注¹")
    chunk = next(chunk for chunk in document.chunks if chunk.kind == "footnote")
    assert (chunk.text, chunk.header.rpartition(" › ")[2]) == ("¹ 包括七个区。", "新兴七区")


def test_an_annex_is_a_chapter_of_its_own(read_text: ReadText) -> None:
    assert outline(read_text, f"一、背景\n{BODY}\n附件1\n{BODY}")[-1] == (1, "body", "附件1")


def test_a_chapter_whose_heading_is_a_whole_programme(read_text: ReadText) -> None:
    long = (
        "（一）做实全新定位，加快建设世界级的大湾区、发展最好的湾区，更好发挥经济增长极和高质量发展动力源的作用和担当"
    )
    assert len(long) > 45
    document = read_text(f"一、任务\n{long}\n推动各项任务落实。\n1.{long[3:]}\n推动落实。\n", "a.txt")
    assert [section.title for section in document.sections] == ["一、任务", long]
    bold = read_text(f"一、任务\n\n**1.{long[3:]}**\n\n推动各项任务落实。\n", "a.md")
    assert [section.title for section in bold.sections] == ["一、任务", "1." + long[3:]]


def test_a_list_that_begins_under_a_boxs_caption_stays_in_the_box(read_text: ReadText) -> None:
    text = f"一、任务\n{BODY}\n专栏1 重点工程\n1.网络工程：{BODY}\n2.食堂工程：{BODY}\n{BODY}\n二、保障\n1.用地。{BODY}"
    assert outline(read_text, text) == [
        (1, "body", "一、任务"),
        (2, "box", "专栏1 重点工程"),
        (3, "box", "1.网络工程"),
        (3, "box", "2.食堂工程"),
        (1, "body", "二、保障"),
        (2, "body", "1.用地"),
    ]


def test_a_table_in_the_annex_stands_behind_the_chapters(read_text: ReadText) -> None:
    text = f"一、任务\n（一）监测\n{BODY}\n附表 重点项目表\n序号\t项目名称\t投资\n1\t码头\t3.2\n附录 名词解释\n{BODY}"
    assert outline(read_text, text) == [
        (1, "body", "一、任务"),
        (2, "body", "（一）监测"),
        (1, "table", "附表 重点项目表"),
        (1, "body", "附录 名词解释"),
    ]
