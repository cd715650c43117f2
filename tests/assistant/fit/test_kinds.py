"""Kinds of business by words and by neighbours; the parts of a description; vectors that come with the program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.fit.enterprise import list_parts
from assistant.fit.kinds import KindFinder
from assistant.fit.lexicon import ASIDE, find_sectors, list_terms, measure_kinship
from assistant.fit.term_vectors import FILE, read_term_vectors, write_term_vectors
from tests.assistant.engine.small_encoder import DIMENSION, PairEncoder


@pytest.fixture(scope="module")
def kinds() -> KindFinder:
    encoder = PairEncoder()
    return KindFinder(np.stack([encoder.embed_query_array(term) for term, _ in list_terms()]))


def read(kinds: KindFinder, text: str) -> dict[tuple[str, str], float]:
    return kinds.read(find_sectors(text), np.stack([PairEncoder().embed_query_array(text)]), [1.0])


def test_neighbours_tell_what_no_word_does(kinds: KindFinder) -> None:
    assert find_sectors("固态电") == {}
    found = read(kinds, "固态电")
    assert max(found, key=lambda sector: found[sector]) == ("能源装备", "电池储能/电芯")
    assert kinds.read({}, np.zeros((1, DIMENSION), np.float32), [1.0]) == {}


def test_guess_spread_over_several_trades_counts_less_than_a_word(kinds: KindFinder) -> None:
    assert max(read(kinds, "固态电").values()) < max(read(kinds, "固态电池").values()) == 1.0


@pytest.mark.parametrize(
    ("product", "item", "kinship"),
    [
        (("材料", "电子材料/显示材料"), ("材料", "电子材料/显示材料"), 1.0),
        (("材料", "电子材料/显示材料"), ("材料", "电子材料"), 0.9),
        (("材料", "电子材料"), ("材料", "电子材料/显示材料"), 0.8),
        (("材料", "电子材料/显示材料"), ("材料", "-"), 0.6),
        (("材料", "电子材料/显示材料"), ("材料", "电子材料/电磁材料"), 0.45),
        (("材料", "电子材料/显示材料"), ("材料", "复合材料"), 0.2),
        (("材料", "电子材料/显示材料"), ("汽车", "整车"), 0.0),
    ],
)
def test_kinship_is_the_common_way_down_the_table(
    product: tuple[str, str], item: tuple[str, str], kinship: float
) -> None:
    assert measure_kinship(product, item) == kinship


def test_of_words_that_overlap_the_longer_counts() -> None:
    assert find_sectors("储能电池管理系统") == {("能源装备", "电池储能/电池管理"): 1.0}


def test_customers_and_uses_are_no_product() -> None:
    sectors = find_sectors("氢燃料电池系统，客户是重卡车企")
    assert max(sectors, key=lambda sector: sectors[sector]) == ("能源装备", "氢能/燃料电池")
    assert max(find_sectors("卖给超市").values()) <= ASIDE


def test_field_of_a_part_counts_more_than_the_part() -> None:
    sectors = find_sectors("加氢站用的隔膜压缩机")
    assert sectors["能源装备", "氢能/储运加"] == 1.0


def test_parts_are_the_clauses_without_what_is_said_aside() -> None:
    parts = list_parts("给火锅店炒底料的，客户是重卡厂", 6)
    assert parts[0] == ("炒底料的", 1.0)
    assert ("客户是重卡厂", ASIDE) in parts
    assert list_parts("舱门、壁板", 2) == [("舱门、壁板", 1.0), ("舱门", 1.0)]


def test_term_vectors_are_kept_to_a_hundredth_and_only_for_their_encoder(tmp_path: Path) -> None:
    encoder, path = PairEncoder(), tmp_path / FILE
    write_term_vectors(path, encoder, ["固态电池", "茶饮"])
    kept = read_term_vectors(path, encoder.identity)
    assert float(kept["茶饮"] @ encoder.embed_query_array("茶饮")) > 0.99
    assert read_term_vectors(path, "another") == {}
    path.write_bytes(b"damaged")
    assert read_term_vectors(path, encoder.identity) == {}
    assert read_term_vectors(tmp_path / "missing", encoder.identity) == {}
