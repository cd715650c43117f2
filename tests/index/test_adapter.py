"""The encoder's own training: merged as it says, able to change a ranking, refused when it is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from index.adapter import find_adapter, merge_adapter, write_adapter
from index.encoder import E5Encoder
from index.weights import prepare_encoder
from tests.conftest import ROOT


def test_an_adapter_adds_its_product_to_the_weight_it_names(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    down, up = np.array([[1.0, 2.0, 0.0]], np.float32), np.array([[0.5], [-1.0]], np.float32)
    write_adapter(path, {"layer": (down, up)}, scale=2.0)
    tensors = {"layer.weight": np.ones((2, 3), np.float32), "other.weight": np.zeros((1, 1), np.float32)}
    merged = merge_adapter(tensors, path)
    np.testing.assert_allclose(merged["layer.weight"], [[2, 3, 1], [-1, -3, 1]])
    assert (tensors["layer.weight"] == 1).all()
    assert merged["other.weight"] is tensors["other.weight"]


@pytest.mark.parametrize("content", [b"", b"not safetensors at all"])
def test_a_damaged_adapter_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "adapter.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"adapter\.safetensors"):
        merge_adapter({"layer.weight": np.ones((2, 3), np.float32)}, path)


def test_an_adapter_of_other_matrices_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    write_adapter(path, {"nowhere": (np.ones((1, 3), np.float32), np.ones((2, 1), np.float32))}, 1.0)
    with pytest.raises(ModelUnavailable, match="nowhere"):
        merge_adapter({"layer.weight": np.ones((2, 3), np.float32)}, path)


def test_tuned_and_plain_encoders_are_told_apart(tmp_path: Path) -> None:
    cache = ROOT / ".cache" / "models"
    plain, tuned = E5Encoder(cache, tuned=False), E5Encoder(cache)
    assert plain.identity != tuned.identity
    assert prepare_encoder(cache) != prepare_encoder(cache, adapter=find_adapter())


def test_training_brings_everyday_wording_nearer_to_the_official_one() -> None:
    """Neither text is in a training set; the right sentence must lead by more than it did before."""
    question = "老房子要是不安全了，谁来管、咋个处理？"
    passages = [
        "对鉴定为危险的房屋，由产权人及时采取加固、拆除等解危措施。",
        "加快培育房地产市场新的增长点，稳定预期。",
    ]
    leads = []
    for tuned in (False, True):
        encoder = E5Encoder(ROOT / ".cache" / "models", tuned=tuned)
        right, wrong = encoder.embed_documents_array(passages) @ encoder.embed_query_array(question)
        leads.append(right - wrong)
    assert leads[1] > leads[0]
