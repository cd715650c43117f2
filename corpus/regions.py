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
_SHORT_NAME = 3
"""A place name of this length may end like a common word (成都市, 房山区); a longer one is the word (智慧城市)."""
_VERB = re.compile(
    r"^(?:推进|推动|加强|加快|建设|打造|支持|促进|实施|构建|优化|完善|提升|深化|创新|发展|培育|强化|健全|统筹|做强|突出|扩大|引导|振兴|全面|落实)"
)


def is_region(name: str) -> bool:
    """Whether a title or cell, by its form, is the name of a place (新都区, 四川省, 天府新区)."""
    if not _REGION.fullmatch(name) or _COMMON.search(name) or _VERB.match(name):
        return False
    own = _PROVINCE.sub("", name)
    return not _AMBIGUOUS.search(own) or (len(own) == _SHORT_NAME and not _GENERIC.match(own))


def find_path_regions(path: Sequence[str]) -> tuple[str, ...]:
    """The place the innermost region-named heading of a path names; () if none does."""
    for title in reversed(path):
        name = strip_numbering(title)
        if is_region(name):
            return (name,)
    return ()


def find_row_regions(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The places among a table row's heads."""
    return tuple(head for head in (cells[0].row if cells else ()) if is_region(head))
