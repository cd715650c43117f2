from corpus.blocks import build_block
from corpus.numbering import ARTICLE_RANK, RUN_IN_CHILD_RANK, RUN_IN_RANK
from corpus.raw import Block
from corpus.run_in import find_run_ins

REST = "支持企业围绕研发设计、生产作业等环节开展智能化升级，打造一批标杆工厂。"


def heads(*blocks: Block) -> list[list[tuple[str, int]]]:
    return [[(head.title, head.rank) for head in found] for found in find_run_ins(blocks)]


def paragraph(text: str, *bold: str) -> Block:
    return Block("text", text, 0, tuple((text.index(word), text.index(word) + len(word)) for word in bold))


def test_heads_that_several_paragraphs_of_a_section_share() -> None:
    found = heads(
        build_block("（二）基本原则"), paragraph(f"坚持创新。{REST}"), paragraph(f"坚持绿色，低碳发展。{REST}")
    )
    assert found == [[], [("坚持创新", RUN_IN_RANK)], [("坚持绿色，低碳发展", RUN_IN_RANK)]]


def test_one_short_sentence_alone_is_no_head() -> None:
    assert heads(build_block("（二）形势"), paragraph(f"形势依然严峻。{REST}")) == [[], []]


def test_a_label_used_twice_in_the_document_is_a_head_and_its_own_head_a_child() -> None:
    found = heads(
        build_block("（一）甲区"),
        paragraph(f"主导产业。电子信息。{REST}"),
        build_block("（二）乙区"),
        paragraph(f"主导产业。绿色食品。{REST}"),
    )
    assert found[1] == [("主导产业", RUN_IN_RANK), ("电子信息", RUN_IN_CHILD_RANK)]
    assert found[3] == [("主导产业", RUN_IN_RANK), ("绿色食品", RUN_IN_CHILD_RANK)]


def test_a_bold_head_inside_a_paragraph() -> None:
    text = f"特色产业。航天装备。{REST}先进能源。{REST}"
    found = heads(paragraph(text, "先进能源。"), paragraph(f"特色产业。轨道交通。{REST}"))
    assert found[0] == [
        ("特色产业", RUN_IN_RANK),
        ("航天装备", RUN_IN_CHILD_RANK),
        ("先进能源", RUN_IN_CHILD_RANK),
    ]


def test_a_head_whose_first_characters_lost_their_bold_type() -> None:
    found = heads(
        paragraph(f"1.建设园区。推进特色园区梯度培育。{REST}开展园区品牌提升行动。{REST}", "园区品牌提升行动。")
    )
    assert ("开展园区品牌提升行动", RUN_IN_RANK) in found[0]


def test_a_word_set_bold_inside_a_sentence_is_no_head() -> None:
    assert heads(paragraph(f"一般来说重点在于创新。{REST}", "创新")) == [[]]


def test_a_numbered_head_with_its_text_behind_it() -> None:
    assert heads(paragraph(f"1.壮大企业梯队。{REST}")) == [[("1.壮大企业梯队", 16)]]
    assert heads(paragraph("1.壮大企业梯队，" + "并" * 60 + "。")) == [[]]


def test_articles_are_heads_and_references_to_articles_are_not() -> None:
    assert heads(paragraph(f"第三条　{REST}")) == [[("第三条", ARTICLE_RANK)]]
    assert heads(paragraph(f"第三条{REST}", "第三条")) == [[("第三条", ARTICLE_RANK)]]
    assert heads(paragraph(f"第三条规定的{REST}")) == [[]]


def test_dates_and_remarks_are_no_heads() -> None:
    for opening in ("2025年。", "其中：", "例如：", "一是加快。"):
        assert heads(paragraph(opening + REST), paragraph(opening + REST)) == [[], []]


def test_only_paragraphs_have_run_in_heads() -> None:
    assert heads(Block("row", "甲\t乙", 0), build_block("一、背景"), build_block("表1 指标")) == [[], [], []]


def recognised(text: str) -> Block:
    return Block("text", text, 1, confidence=0.9)


def test_heads_of_a_recognised_paragraph_whose_bold_type_nobody_knows() -> None:
    text = f"1.推动园区升级。强化国家级园区引领。{REST}鼓励省级园区竞进争先。{REST}"
    assert heads(recognised(text)) == [
        [("1.推动园区升级", 16), ("强化国家级园区引领", RUN_IN_RANK), ("鼓励省级园区竞进争先", RUN_IN_RANK)]
    ]
    assert heads(paragraph(text)) == [[("1.推动园区升级", 16)]]


def test_one_short_sentence_of_a_recognised_paragraph_is_no_head() -> None:
    assert heads(recognised(f"1.推动园区升级。{REST}形势依然严峻。{REST}")) == [[("1.推动园区升级", 16)]]
    assert heads(recognised(f"1.推动园区升级。形势依然严峻。{REST}{REST}")) == [[("1.推动园区升级", 16)]]


def test_second_heads_of_a_recognised_paragraph() -> None:
    text = f"特色产业。航天装备。{REST}先进能源。{REST}"
    found = heads(recognised(text), recognised(f"特色产业。轨道交通。{REST}"))
    assert found[0] == [
        ("特色产业", RUN_IN_RANK),
        ("航天装备", RUN_IN_CHILD_RANK),
        ("先进能源", RUN_IN_CHILD_RANK),
    ]


def test_a_numbered_item_that_goes_on_with_a_label_is_no_head() -> None:
    item = f"1.薄壁轴承精密加工技术，出题单位：某精工有限公司，榜额450万元。{REST}"
    assert heads(build_block("专栏1 榜单"), paragraph(item)) == [[], []]
