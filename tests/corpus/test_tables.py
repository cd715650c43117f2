from corpus.tables import RowText, is_blank, is_number, parse_table, split_labelled
from corpus.types import Cell


def parse(*rows: str, caption: str = "") -> list[list[tuple[tuple[str, ...], tuple[str, ...], str, str]]]:
    """Cells of every row after the head, without offsets, which are checked here against the text."""
    texts, start = [], 100
    for row in rows:
        texts.append(RowText(row, start))
        start += len(row) + 1
    document = " " * 100 + "\n".join(rows)
    table = parse_table(texts, caption)
    assert table[0] == ()
    assert all(document[cell.start : cell.end] == cell.value for row in table for cell in row)
    return [[(cell.row, cell.column, cell.value, cell.unit) for cell in row] for row in table[1:]]


def test_merged_key_cells_take_the_value_above() -> None:
    rows = parse(
        "序号\t一级指标\t二级指标\t2025年\t2030年",
        "1\t规模\t工业增加值（亿元）\t2037.7\t2800",
        "2\t\t占全市比重（%）\t39.5\t42",
        "3\t开放\t外贸进出口额（亿元）\t/\t稳中有升",
    )
    assert rows[0] == [
        (("规模", "工业增加值（亿元）"), ("2025年",), "2037.7", "亿元"),
        (("规模", "工业增加值（亿元）"), ("2030年",), "2800", "亿元"),
    ]
    assert rows[1][1] == (("规模", "占全市比重（%）"), ("2030年",), "42", "%")
    assert rows[2] == [
        (("开放", "外贸进出口额（亿元）"), ("2025年",), "/", ""),
        (("开放", "外贸进出口额（亿元）"), ("2030年",), "稳中有升", ""),
    ]


def test_a_part_row_keeps_the_row_it_is_part_of_and_its_unit() -> None:
    rows = parse("指标\t2025年", "绿色示范单位（个）*\t41", "其中：绿色园区*\t4", "智能工厂（家）\t5")
    assert rows[1] == [(("绿色示范单位（个）*", "其中：绿色园区*"), ("2025年",), "4", "个")]
    assert rows[2] == [(("智能工厂（家）",), ("2025年",), "5", "家")]


def test_a_new_key_ends_what_the_keys_right_of_it_carried_down() -> None:
    rows = parse(
        "集群\t承载地\t\t细分领域",
        "电子信息\t主要\t双流区\t集成电路、新型显示、智能终端等领域",
        "\t协同\t郫都区\t新型显示、微波射频、先进封测等领域",
        "能源装备\t主要\t新都区\t氢能、油气服务、风电、电力设备等领域",
        "\t\t龙泉驿区\t动力电池、储能电池、固态电池等领域",
    )
    assert [row[0][0] for row in rows] == [
        ("电子信息", "主要", "双流区"),
        ("电子信息", "协同", "郫都区"),
        ("能源装备", "主要", "新都区"),
        ("能源装备", "主要", "龙泉驿区"),
    ]
    assert {row[0][1] for row in rows} == {("细分领域",)}


def test_a_column_of_omitted_values_does_not_turn_the_text_before_it_into_a_row_head() -> None:
    rows = parse(
        "区\t细分领域\t项目（略）",
        "双流区\t集成电路、新型显示、智能终端等领域\t（略）",
        "郫都区\t新型显示、微波射频、先进封测等领域\t（略）",
    )
    assert rows[0] == [
        (("双流区",), ("细分领域",), "集成电路、新型显示、智能终端等领域", ""),
        (("双流区",), ("项目（略）",), "（略）", ""),
    ]


def test_a_packed_cell_is_split_at_its_labels() -> None:
    rows = parse(
        "序号\t区\t“十五五”产业发展方向",
        "1\t青白江区\t主导产业: ①新型材料②装备制造 特色产业①绿色食品②智能电器 未来产业: 低温超导材料等",
        "2\t新都区\t主导产业: 航空产业、轨道交通 未来产业: 第六代移动通信等",
    )
    assert rows[0] == [
        (("青白江区",), ("“十五五”产业发展方向", "主导产业"), "①新型材料②装备制造", ""),
        (("青白江区",), ("“十五五”产业发展方向", "特色产业"), "①绿色食品②智能电器", ""),
        (("青白江区",), ("“十五五”产业发展方向", "未来产业"), "低温超导材料等", ""),
    ]


def test_a_unit_in_the_column_head_and_a_markdown_table() -> None:
    rows = parse("|区|产值（亿元）|", "|新都区|1,700|", "| 温江区 | 650 |")
    assert rows == [
        [(("新都区",), ("产值（亿元）",), "1,700", "亿元")],
        [(("温江区",), ("产值（亿元）",), "650", "亿元")],
    ]


def test_white_space_that_broke_a_narrow_cell_is_dropped_in_heads_only() -> None:
    rows = parse("指标\t2025年", "航空 航天 集群\t稳中 有升")
    assert rows == [[(("航空航天集群",), ("2025年",), "稳中 有升", "")]]


def test_split_labelled_needs_a_label_at_the_start() -> None:
    assert split_labelled("集成电路、主导产业: 甲") == []
    assert split_labelled("主导产业: 甲 乙") == [("主导产业", 6, 9)]


def test_numbers_and_blanks() -> None:
    assert all(map(is_number, ["42", "1,989", "39.5%", ">60", "3~5", "85%以上"]))
    assert not any(map(is_number, ["稳中有升", "/", "", "2030年"]))
    assert all(map(is_blank, ["", " / ", "—", "（略）"]))
    assert not is_blank("0")


def test_cells_carry_their_offsets() -> None:
    assert parse_table([RowText("甲\t乙", 0), RowText("丙\t 5", 4)])[1] == (Cell(("丙",), ("乙",), "5", "", 7, 8),)


def test_a_head_row_repeated_after_a_page_break_is_no_data() -> None:
    rows = parse("区\t产值（亿元）", "新都区\t700", "区\t产值（亿元）", "温江区\t650")
    assert rows == [
        [(("新都区",), ("产值（亿元）",), "700", "亿元")],
        [],
        [(("温江区",), ("产值（亿元）",), "650", "亿元")],
    ]


def test_two_head_rows_where_the_second_names_the_parts_of_a_merged_head() -> None:
    rows = parse(
        "公路等级\t车道数\t指标基准值\t编制条件\t",
        "\t\t\t交通量Q\t大型车比例",
        "高速公路\t八\t2.5000\t60000≤Q＜80000\t20＜μ≤30",
        "\t六\t2.1333\t45000≤Q＜60000\t20＜μ≤30",
        "\t\t\t交通量Q\t大型车比例",
        caption="表7.5 停车区用地指标基准值（公顷/处）",
    )
    assert [len(row) for row in rows] == [0, 3, 3, 0]
    assert rows[2] == [
        (("高速公路", "六"), ("指标基准值",), "2.1333", "公顷/处"),
        (("高速公路", "六"), ("编制条件", "交通量Q"), "45000≤Q＜60000", ""),
        (("高速公路", "六"), ("编制条件", "大型车比例"), "20＜μ≤30", ""),
    ]


def test_the_unit_of_a_caption_is_the_last_choice() -> None:
    rows = parse("指标\t2025年", "产值\t20", "企业（户）\t9", "方向\t上升", caption="表1 指标 单位：亿元")
    assert [row[0][3] for row in rows] == ["亿元", "户", ""]


def test_the_rule_of_a_markdown_table_is_no_row() -> None:
    assert parse("|区|产值|", "|---|:--:|", "|新都区|700|") == [[], [(("新都区",), ("产值",), "700", "")]]


def test_a_table_whose_rows_have_no_names() -> None:
    assert parse("分中心\t通信站", "1.7333\t0.8667", caption="表7.7 指标（公顷/处）") == [
        [((), ("分中心",), "1.7333", "公顷/处"), ((), ("通信站",), "0.8667", "公顷/处")]
    ]
    assert parse("年份\t产值", "2025\t700")[0][0][0] == ("2025",)


def test_a_column_of_units_gives_each_row_its_unit() -> None:
    rows = parse("指标\t单位\t2025年", "产值\t亿元\t20", "其中：出口\t亿元\t5", "企业\t家\t9")
    assert rows == [
        [(("产值",), ("2025年",), "20", "亿元")],
        [(("产值", "其中：出口"), ("2025年",), "5", "亿元")],
        [(("企业",), ("2025年",), "9", "家")],
    ]


def test_a_column_of_offices_is_no_column_of_units() -> None:
    rows = parse("任务\t单位\t2025年", "强链\t市经信局\t20", "补链\t市发改委\t5")
    assert rows[0] == [(("强链", "市经信局"), ("2025年",), "20", "")]


def test_a_row_head_merged_over_two_key_columns_keeps_its_unit() -> None:
    rows = parse("类别\t指标\t2025年", "经济\t产值（亿元）\t20", "人口（万人）\t\t50")
    assert rows[1] == [(("人口（万人）",), ("2025年",), "50", "万人")]


def test_a_row_of_totals_belongs_to_nothing_above_it() -> None:
    rows = parse(
        "序号\t项目名称\t建设地点\t总投资（亿元）\t建设年限",
        "1\t茶叶产业园\t松陂区\t5.4\t2026—2028",
        "2\t云顶步道\t榆溪县\t0.9\t2027—2028",
        "合计\t\t\t6.3\t",
    )
    assert rows[-1] == [(("合计",), ("总投资（亿元）",), "6.3", "亿元")]
