"""The learnt guess at an enterprise's kind of business: kept, used beside words, and silent for another encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.fit.kind_model import FILE, NO_TRADE, KindModel, load_kind_model, read_kind_model, write_kind_model
from assistant.fit.kinds import KindFinder
from assistant.fit.lexicon import list_terms
from evals.train_kinds import fit_kinds, read_descriptions
from tests.assistant.engine.small_encoder import DIMENSION, PairEncoder

CELLS, RAIL = ("能源装备", "电池储能/电芯"), ("轨道交通", "轨道车辆")
TEXTS = {
    CELLS: ["把浆料涂在铜箔上卷成芯子再注液", "铜箔涂布卷绕注液封口", "卷绕叠片注液"],
    RAIL: ["给地铁做转向架和车门", "转向架轮对车钩", "地铁车门转向架"],
    NO_TRADE: ["公司成立五年发展很快", "想找个政策好的地方", "团队年轻发展很快想找个地方"],
}


def embed(text: str) -> np.ndarray:
    return PairEncoder().embed_query_array(text)


@pytest.fixture(scope="module")
def model() -> KindModel:
    rows = [(kind, embed(text)) for kind, texts in TEXTS.items() for text in texts]
    vectors = np.stack([vector for _, vector in rows])
    mean = vectors.mean(0)
    return fit_kinds(vectors - mean, [kind for kind, _ in rows], np.ones(len(rows)), mean, 1e-3)


@pytest.fixture(scope="module")
def kinds(model: KindModel) -> KindFinder:
    return KindFinder(np.stack([embed(term) for term, _ in list_terms()]), model)


def guess(kinds: KindFinder, text: str, lexical: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    return kinds.read(lexical, np.stack([embed(text)]), [1.0], embed(text))


def test_a_product_told_by_how_it_is_made_is_placed(kinds: KindFinder) -> None:
    for kind, text in ((CELLS, "铜箔涂布再卷绕注液"), (RAIL, "做地铁转向架的车钩")):
        found = guess(kinds, text, {("轻工", "-"): 0.1})
        assert max(found, key=lambda sector: found[sector]) == kind
        assert found[kind] == 1.0


def test_words_outweigh_a_guess_that_is_not_sure(kinds: KindFinder) -> None:
    found = guess(kinds, "发展", {RAIL: 1.0})
    assert max(found, key=lambda sector: found[sector]) == RAIL


def test_wishes_alone_tell_no_trade(kinds: KindFinder) -> None:
    assert kinds.tells_no_trade(embed("发展很快想找个政策好的地方"), worded=False)
    assert not kinds.tells_no_trade(embed("铜箔涂布再卷绕注液"), worded=False)
    assert not kinds.tells_no_trade(None, worded=False)
    assert NO_TRADE not in guess(kinds, "公司发展很快，给地铁做车门", {})


def test_the_model_is_kept_whole_and_for_one_encoder(model: KindModel, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    write_kind_model(path, "one", model)
    again = read_kind_model(path, "one")
    assert again is not None and again.sectors == model.sectors
    vector = embed("铜箔涂布")
    for sector, share in model.log_shares(vector).items():
        assert again.log_shares(vector)[sector] == pytest.approx(share, abs=0.05)
    assert read_kind_model(path, "another") is None
    path.write_bytes(b"damaged")
    assert read_kind_model(path, "one") is None
    assert read_kind_model(tmp_path / "missing", "one") is None


def test_the_shipped_model_knows_the_tables_kinds() -> None:
    from assistant.settings import load_settings
    from index.encoder import E5Encoder

    found = load_kind_model(E5Encoder(load_settings({}).model_folder).identity)
    assert found is not None, f"{FILE} is another encoder's"
    table = {sector for _, sectors in list_terms() for sector in sectors}
    assert table | {NO_TRADE} == set(found.sectors), "the table was changed: python -m evals.train_kinds"


def test_descriptions_need_three_parts(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("轻工\t家具家居\t做沙发\n\t\t想找个地方\n", encoding="utf-8")
    assert read_descriptions(path) == [(("轻工", "家具家居"), "做沙发"), (NO_TRADE, "想找个地方")]
    path.write_text("轻工\t做沙发\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"d\.tsv:1"):
        read_descriptions(path)
    assert DIMENSION > 0
