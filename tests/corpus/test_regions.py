import pytest

from corpus.regions import find_path_regions, find_row_regions, find_title_regions, is_region
from corpus.types import Cell


@pytest.mark.parametrize(
    "name",
    [
        "新都区",
        "四川省",
        "天府新区",
        "成都市",
        "四川省成都市",
        "厦门市",
        "房山区",
        "都江堰市",
        "锦江区",
        "崇州市",
        "北川羌族自治县",
    ],
)
def test_names_of_places(name: str) -> None:
    assert is_region(name)


@pytest.mark.parametrize(
    "name",
    [
        "产业园区",
        "示范区",
        "推进老区",
        "全市",
        "新兴七区",
        "城市",
        "智慧城市",
        "城市",
        "国际大都市",
        "主城区",
        "山区",
        "发展目标",
        "各区县",
        "",
    ],
)
def test_words_that_only_look_like_places(name: str) -> None:
    assert not is_region(name)


def test_the_innermost_region_of_a_path_counts() -> None:
    assert find_path_regions(("一、四川省", "（三）新都区", "1.产业定位")) == ("新都区",)
    assert find_path_regions(("一、总体要求",)) == ()


def test_regions_of_a_row() -> None:
    cell = Cell(("高端能源", "双流区"), ("细分领域",), "光伏", "", 0, 2)
    assert find_row_regions((cell,)) == ("双流区",)
    assert find_row_regions(()) == ()


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("第一节 澄湖区：老年医学与专业照护核心区", ("澄湖区",)),
        ("（二）北屏区、溪埠区——研发片区", ("北屏区", "溪埠区")),
        ("禾川县发展重点", ("禾川县",)),
        ("北屏区和溪埠区的产业定位", ("北屏区", "溪埠区")),
        ("支持禾川县建设试验区", ()),
        ("国家级新区发展重点", ()),
        ("二、城市：更新", ()),
        ("岭泽市产业发展目标", ()),
    ],
)
def test_places_that_a_heading_announces(title: str, places: tuple[str, ...]) -> None:
    assert find_title_regions(title, "岭泽市健康产业发展规划") == places
