"""Places a passage is about, found from heading titles and table rows; no list of names is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numbering import strip_numbering
from corpus.types import Cell

_SUFFIX = r"(?:自治区|自治州|自治县|新区|开发区|特区|区|县|市|省|州|盟|旗|镇|乡|街道)"
_REGION = re.compile(rf"[\u4e00-\u9fff]{{1,8}}?{_SUFFIX}")
_COMMON = re.compile(
    r"(?:园区|厂区|社区|地区|片区|分区|示范区|先行区|保护区|功能区|试验区|集聚区|景区|灾区|校区|辖区|市区|学区|度假区|合作区|综保区"
    r"|灌区|牧区|垦区|蓄滞洪区|产区|农区|经济区|都市区|居住区|商务区|加工区|物流区|仓储区|缓冲区|核心区|拓展区|辐射区|引领区|支撑区|联动区|样板区"
    r"|超市|股市|上市|县市|区市|乡镇|城镇|小镇|村镇|集镇|城乡|下乡|返乡|省市|各区|各县|各市|全区|全县|全市|全省|[二三四五六七八九十]区|各省|区县|市县)$"
)
_AMBIGUOUS = re.compile(r"(?:城市|都市|门市|山区|城区|港区|库区|矿区|林区|老区)$")
_GENERIC = re.compile(r"^[大中小主老各全该本]")
_PROVINCE = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,8}?自治区)(?=.)")
_ANNOUNCED = re.compile(
    rf"(?P<names>[\u4e00-\u9fff]{{1,8}}?{_SUFFIX}(?:[、和与及][\u4e00-\u9fff]{{1,8}}?{_SUFFIX})*)"
    r"(?:[：:，,。（(—―－\s]|-{1,2}|(?:的)?(?:(?:产业|经济|工业|功能|空间|重点|主要|发展)*"
    r"(?:发展|定位|目标|任务|重点|方向|布局|指引|概况|要点|清单|规划)$))"
)
_AND = re.compile(r"[、和与及]")
_LEVEL = re.compile(r"国家|省级|市级|县级|[级类型]|^[特新]区$")
"""What a kind of zone is called by, not a place (国家级新区发展重点)."""
_SHORT_NAME = 3
"""A place name of this length may end like a common word (成都市, 房山区); a longer one is the word (智慧城市)."""
_ANY_OF = re.compile(r"[县区市旗][（(][县区市旗、]+[）)]")
"""How a plan calls its counties and districts all together (县（市、区）)."""
_VERB = re.compile(
    r"^(?:推进|推动|加强|加快|建设|打造|支持|促进|实施|构建|优化|完善|提升|深化|创新|发展|培育|强化|健全|统筹|做强|突出|扩大|引导|振兴|全面|落实|明确|细化|规范|提高|增强"
    r"|发挥|依托|完成|开展|制定|保障|巩固|拓展|壮大|激活|盘活|调整|协调|服务|联合|组织)"
)


def is_region(name: str) -> bool:
    """Whether a title or cell, by its form, is the name of a place (新都区, 四川省, 天府新区)."""
    if not _REGION.fullmatch(name) or _COMMON.search(name) or _VERB.match(name):
        return False
    own = _PROVINCE.sub("", name)
    return not _AMBIGUOUS.search(own) or (len(own) == _SHORT_NAME and not _GENERIC.match(own))


def find_title_regions(title: str, document: str = "") -> tuple[str, ...]:
    """The places that a heading announces as its own, numbering aside: 新都区, 澄湖区：核心区, 北屏区、溪埠区——片区,
    禾川县发展重点. A heading that only mentions one (支持新都区建设试验区) is about something else, and one of the
    place that the whole ``document`` is about by its title (岭泽市发展目标) is about all of it."""
    name = strip_numbering(title).strip()
    if is_region(name):
        return (name,)
    if _ANY_OF.search(name):
        return ()
    match = _ANNOUNCED.match(name)
    names = _AND.split(match.group("names") if match else name)
    if not all(is_region(item) and item not in document and not _LEVEL.search(item) for item in names):
        return ()
    return tuple(dict.fromkeys(names))


def find_path_regions(path: Sequence[str], document: str = "") -> tuple[str, ...]:
    """The places the innermost heading of a path that announces any is about; () if none does."""
    for title in reversed(path):
        if names := find_title_regions(title, document):
            return names
    return ()


def find_row_regions(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The places among a table row's heads."""
    return tuple(head for head in (cells[0].row if cells else ()) if is_region(head))
