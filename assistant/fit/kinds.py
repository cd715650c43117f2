"""What kind of business a text is about: by the words of the table, and by those that come nearest in meaning.

The words of a description and the table's own seldom are the same (人工耳蜗, 助听器). So each part of it is also placed
by its nearest words: a vote among neighbours, which counts for as much as the nearest of them is near.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.fit.kind_model import NO_TRADE, KindModel
from assistant.fit.lexicon import WHOLE, Sector, find_sectors, list_terms
from index.encoder import Vectors

_NEIGHBOURS = 8
_FLOOR = 0.45
"""Cosine from which a word of the table is a neighbour at all."""
_UNSURE, _SURE = 0.4, 0.8
"""Cosines of the nearest word at which the neighbours' vote counts for nothing, and in full."""
_ALONE, _ALONE_FOR_ITEM = 0.5, 0.7
"""Cosines of the nearest word from which neighbours alone tell the kind of a description, and of a plan's phrase."""
_BY_WORD, _BY_MEANING = 0.6, 0.5
_NAMED, _VAGUE = 0.25, 0.6
"""Weight from which a part of a parent is told, and what the parent as a whole then counts for."""
_LEAST = 0.3
"""Share of the weightiest kind below which one is left out."""
_GUESS = 1.3
"""What a kind counts for that only nearest words tell, all of one parent."""
_WORDS_TELL, _NEIGHBOURS_TELL = 2.0, 2.0
"""Log-odds that a kind's words, and its nearest words, add to the learnt model's: what tells most descriptions' kind
that it was not learnt from."""
_SURELY, _LIKELY = 0.9, 0.5
"""Shares from which no trade is told, where a word of some trade is there, and where none is."""
_FLATTENED = 0.5
"""A kind's weight is its odds beside the best one's to this power: several trades of one enterprise stay in sight."""
_UNDER_HEAD = 0.6
"""What the kind of a heading counts for a phrase under it."""


class KindFinder:
    """Kinds of business over the table's words; ``matrix`` has their vectors, ``(len(list_terms()), dimension)``."""

    def __init__(self, matrix: Vectors, model: KindModel | None = None) -> None:
        self._matrix = matrix
        self._model = model
        self._sectors = [sectors for _, sectors in list_terms()]
        self._items: dict[tuple[str, str], Mapping[Sector, float]] = {}

    def tells_no_trade(self, whole: Vectors | None, *, worded: bool) -> bool:
        """Whether a description tells of size, needs and wishes only; ``worded``: it has a word of some trade, which
        may be one of its needs (人才公寓)."""
        if self._model is None or whole is None:
            return False
        share = self._model.log_shares(whole).get(NO_TRADE, -math.inf)
        return share >= math.log(_SURELY if worded else _LIKELY)

    @property
    def guesses(self) -> bool:
        """Whether there is a learnt model, which takes the vector of the whole description."""
        return self._model is not None

    def read(
        self,
        lexical: Mapping[Sector, float],
        vectors: Vectors,
        weights: Sequence[float],
        whole: Vectors | None = None,
    ) -> dict[Sector, float]:
        """The kinds of a description, the weightiest 1.0: ``lexical`` are those its words tell, ``vectors`` those of
        its parts, ``weights`` what each part counts for, ``whole`` its own; none where nothing is near."""
        if self._model is not None and whole is not None:
            return self._guess(self._model, lexical, np.vstack([whole, vectors]), [1.0, *weights])
        votes: dict[Sector, float] = {}
        nearest = 0.0
        for vector, weight in zip(vectors, weights, strict=True):
            own, cosine = self._vote(vector)
            nearest = max(nearest, cosine)
            sure = weight * float(np.clip((cosine - _UNSURE) / (_SURE - _UNSURE), 0.0, 1.0))
            for sector, vote in own.items():
                votes[sector] = max(votes.get(sector, 0.0), sure * vote)
        if not lexical:
            # Guessed: as sure as the nearest words are near, and as they agree on one trade.
            return _discount(votes) if nearest >= _ALONE else {}
        both = {
            sector: _BY_WORD * lexical.get(sector, 0.0) + _BY_MEANING * votes.get(sector, 0.0)
            for sector in {**lexical, **votes}
        }
        # That it is some food says little where its neighbours say which.
        parted = {parent for (parent, sector), weight in both.items() if sector != WHOLE and weight >= _NAMED}
        both = {key: weight * (_VAGUE if key[1] == WHOLE and key[0] in parted else 1.0) for key, weight in both.items()}
        most = max(both.values(), default=0.0)
        return {sector: weight / most for sector, weight in both.items() if weight >= _LEAST * most > 0.0}

    def _guess(
        self, model: KindModel, lexical: Mapping[Sector, float], vectors: Vectors, weights: Sequence[float]
    ) -> dict[Sector, float]:
        """The kinds by the learnt model, by words and by neighbours together; the first vector is the whole text's."""
        votes: dict[Sector, float] = {}
        nearest = 0.0
        for vector, weight in zip(vectors, weights, strict=True):
            own, cosine = self._vote(vector)
            nearest = max(nearest, cosine)
            sure = weight * float(np.clip((cosine - _UNSURE) / (_SURE - _UNSURE), 0.0, 1.0))
            for sector, vote in own.items():
                votes[sector] = max(votes.get(sector, 0.0), sure * vote)
        shares = model.log_shares(vectors[0])
        shares.pop(NO_TRADE, None)
        odds = {
            sector: share + _WORDS_TELL * lexical.get(sector, 0.0) + _NEIGHBOURS_TELL * votes.get(sector, 0.0)
            for sector, share in shares.items()
        }
        best = max(odds, key=lambda sector: odds[sector])
        if not (lexical or nearest >= _ALONE):
            return {}
        kinds = {sector: float(np.exp(_FLATTENED * (value - odds[best]))) for sector, value in odds.items()}
        return {sector: weight for sector, weight in kinds.items() if weight >= _LEAST}

    def of_item(self, text: str, head: str, vector: Vectors) -> Mapping[Sector, float]:
        """The kinds of a plan's phrase: by its words, else by its heading's, else by its nearest words."""
        if (text, head) not in self._items:
            found = find_sectors(text) or {key: _UNDER_HEAD * weight for key, weight in find_sectors(head).items()}
            if not found:
                own, cosine = self._vote(vector)
                found = own if cosine >= _ALONE_FOR_ITEM else {}
            self._items[text, head] = found
        return self._items[text, head]

    def _vote(self, vector: Vectors) -> tuple[dict[Sector, float], float]:
        """The kinds of the nearest words, the weightiest 1.0, and the cosine of the nearest."""
        cosines = self._matrix @ vector
        nearest = np.argpartition(-cosines, _NEIGHBOURS)[:_NEIGHBOURS]
        votes: dict[Sector, float] = {}
        for number in nearest:
            for sector in self._sectors[number]:
                share = max(float(cosines[number]) - _FLOOR, 0.0) / len(self._sectors[number])
                votes[sector] = votes.get(sector, 0.0) + share
        most = max(votes.values(), default=0.0)
        return {sector: vote / most for sector, vote in votes.items() if vote > 0.0}, float(cosines.max())


def _discount(votes: Mapping[Sector, float]) -> dict[Sector, float]:
    """Votes that no word of the text confirms, less the more parents they are spread over."""
    parents: dict[str, float] = {}
    for (parent, _), vote in votes.items():
        parents[parent] = parents.get(parent, 0.0) + vote
    total, most = sum(parents.values()), max(votes.values(), default=0.0)
    if total <= 0.0:
        return {}
    return {
        sector: min(1.0, _GUESS * vote / most * parents[sector[0]] / total)
        for sector, vote in votes.items()
        if vote >= _LEAST * most
    }
