import pytest

from corpus.numbering import ARTICLE, CAPTION, match_numbering, ordinal_key, read_number, strip_numbering


@pytest.mark.parametrize(
    ("title", "rank", "label"),
    [
        ("第一篇　总则", 10, "第一篇"),
        ("第三编 附则", 10, "第三编"),
        ("第二部分 目标", 11, "第二部分"),
        ("第十二章　环境", 12, "第十二章"),
        ("第3节 方法", 13, "第3节"),
        ("一、规划背景", 14, "一、"),
        ("十二．保障", 14, "十二．"),
        ("（三）新都区", 15, "（三）"),
        ("( 四 )温江区", 15, "( 四 )"),
        ("1.产业定位", 16, "1."),
        ("12、任务", 16, "12、"),
        ("2．发展方向", 16, "2．"),
        ("（1）措施", 17, "（1）"),
        ("③先进能源", 18, "③"),
    ],
)
def test_match_numbering(title: str, rank: int, label: str) -> None:
    numbering = match_numbering(title)
    assert numbering is not None
    assert (numbering.rank, numbering.label) == (rank, label)


@pytest.mark.parametrize("text", ["2030年目标", "3.5亿元", "一带一路", "十五五规划", "2.6万列", "第三方服务", ""])
def test_match_numbering_leaves_ordinary_words_alone(text: str) -> None:
    assert match_numbering(text) is None


def test_strip_numbering() -> None:
    assert strip_numbering(" （三） 新都区 ") == "新都区"
    assert strip_numbering("主导产业") == "主导产业"
    assert strip_numbering("第一章　发展 环境") == "发展 环境"


def test_ordinal_key_is_the_same_in_every_spelling() -> None:
    assert ordinal_key("(三) 用地") == ordinal_key("（三）优化用地供给") == "三@15"
    assert ordinal_key("3. 用地") != ordinal_key("三、用地")
    assert ordinal_key("主导产业") == ""


@pytest.mark.parametrize(
    "text",
    [
        "表1 目标",
        "专栏 2 工程",
        "专栏：重大项目",
        "附表3-1　明细",
        "图 4",
        "附件",
        "附件2 清单",
        "表7.6停车区用地指标",
        "表3主要指标",
    ],
)
def test_captions(text: str) -> None:
    assert CAPTION.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "表面处理中心",
        "专栏目录",
        "图书馆建设",
        "附件清单见下",
        "第一条规定",
        "表7.6中的系数",
        "表1所示指标",
        "表2指标，见附件",
    ],
)
def test_words_that_begin_like_captions_and_articles(text: str) -> None:
    assert not CAPTION.match(text)
    assert not ARTICLE.match(text)


def test_article_needs_a_gap() -> None:
    assert ARTICLE.match("第一条　为了")
    assert ARTICLE.match("第二十三条 本办法")
    assert ARTICLE.match("第7.10条 监控通信设施")


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("二十一", 21), ("①", 0), ("²", 0), ("", 0), ("三", 3)])
def test_a_mark_that_is_no_number_counts_nothing(text: str, number: int) -> None:
    assert read_number(text) == number
