"""The district fit over an index: profiles and vectors made once, then one description after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.fit.enterprise import list_parts, read_enterprise
from assistant.fit.kind_model import load_kind_model
from assistant.fit.kinds import KindFinder
from assistant.fit.lexicon import Sector, list_terms
from assistant.fit.matching import Subject
from assistant.fit.needs import check_need
from assistant.fit.places import find_places
from assistant.fit.present import present_fit
from assistant.fit.profile import build_profiles, list_general
from assistant.fit.score import drop_mere_kin, score_place
from assistant.fit.term_vectors import load_term_vectors
from assistant.fit.types import DistrictFit, Enterprise, FitResult, Item, Profile, Statement
from assistant.fit.vectors import TextEncoder, embed_phrases, embed_queries
from assistant.fit.weights import Weights
from assistant.knowledge import Knowledge
from assistant.lexicon import EnglishBridge
from assistant.types import Language
from assistant.voice import Voice
from index.encoder import Vectors

MAX_DESCRIPTION = 4000
"""Longest description in characters."""
_MOST_PARTS = 6
"""How many vectors a description gets: one of the whole, the others of its parts."""
_LONGEST_TOLD = 400
"""Characters of a description that its kind of business is guessed from as a whole."""
_TRUST_ENGLISH = 0.5
_ASIDE_NEAR = 0.8
"""What nearness to a part counts that does not say what is made."""


class FitEngine:
    """Which places fit an enterprise. Threads may share it; what is slow is made at first use."""

    def __init__(
        self, knowledge: Knowledge, encoder: TextEncoder, folder: Path | None = None, weights: Weights | None = None
    ) -> None:
        self.knowledge = knowledge
        self.weights = weights or Weights()
        self._encoder = encoder
        self._folder = folder
        self._lock = threading.Lock()
        self._profiles: tuple[Profile, ...] | None = None
        self._general: dict[str, tuple[Statement, ...]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._matrix: Vectors = np.zeros((0, 1), np.float32)
        self._kinds = KindFinder(self._matrix)
        self._bridge: EnglishBridge | None = None

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profile of every place, in the documents' order."""
        self._prepare()
        return self._profiles or ()

    def warm_up(self) -> None:
        """Make what the first description would otherwise wait for."""
        self._prepare()
        self._encoder.embed_query_array("warm up")

    def fit(
        self,
        description: str,
        *,
        hard: Sequence[str] = (),
        soft: Sequence[str] = (),
        source_ids: Collection[str] | None = None,
        language: Language | None = None,
    ) -> FitResult:
        """The ranking for a description. ``hard`` and ``soft`` are keys of needs that a form adds to the text's."""
        started = time.perf_counter()
        if error := _refuse(description):
            return replace(error, seconds=time.perf_counter() - started)
        profiles = [item for item in self.profiles if source_ids is None or item.source_id in source_ids]
        enterprise = read_enterprise(description, self._names(profiles), hard, soft)
        if language:
            enterprise = replace(enterprise, language=language)
        voice = Voice(enterprise.language, self.knowledge.regions)
        enterprise, subject = self._subject(enterprise)
        ranked = self._rank(enterprise, subject, profiles, self.weights, voice)
        enterprise = _admit_vague(enterprise, ranked)
        changed = self.weights != Weights()
        usual = self._rank(enterprise, subject, profiles, Weights(), voice) if changed else ranked
        result = present_fit(self.knowledge, enterprise, profiles, ranked, usual, self.weights, voice, subject)
        return replace(result, seconds=time.perf_counter() - started)

    def rank(
        self, description: str, source_ids: Collection[str] | None = None, language: Language | None = None
    ) -> tuple[Enterprise, list[DistrictFit], list[Profile]]:
        """A description as it was read, the places that fit it in order, and all that were looked at."""
        profiles = [item for item in self.profiles if source_ids is None or item.source_id in source_ids]
        enterprise = read_enterprise(description, self._names(profiles))
        enterprise = replace(enterprise, language=language or enterprise.language)
        voice = Voice(enterprise.language, self.knowledge.regions)
        enterprise, subject = self._subject(enterprise)
        ranked = self._rank(enterprise, subject, profiles, self.weights, voice)
        return _admit_vague(enterprise, ranked), ranked, profiles

    def read_subject(self, description: str) -> tuple[Subject, tuple[Profile, ...]]:
        """What is matched of a description, and the places it is matched with."""
        profiles = self.profiles
        return self._subject(read_enterprise(description, self._names(profiles)))[1], profiles

    def _rank(
        self, enterprise: Enterprise, subject: Subject, profiles: Sequence[Profile], weights: Weights, voice: Voice
    ) -> list[DistrictFit]:
        if enterprise.vague:
            return []
        found = []
        for profile in profiles:
            general = self._general.get(profile.source_id, ())
            checks = [check_need(need, profile.statements, general, subject.sectors) for need in enterprise.needs]
            fit = score_place(profile, subject, checks, weights, voice)
            if fit is not None:
                found.append(fit)
        # Hard needs first: no score makes up for one that the plan leaves open.
        return sorted(drop_mere_kin(found), key=lambda fit: (-fit.confirmed, -fit.score))

    def _subject(self, enterprise: Enterprise) -> tuple[Enterprise, Subject]:
        """What is matched, and the enterprise, vague where its description turns out to tell no trade."""
        parts = list_parts(enterprise.product or enterprise.text, _MOST_PARTS)
        vectors = embed_queries(self._encoder, [text for text, _ in parts])
        weights = [weight for _, weight in parts]
        # The table has few English words, so what else is said in English must be told by meaning.
        trust = _TRUST_ENGLISH if enterprise.language == "en" else 1.0
        lexical = {sector: trust * weight for sector, weight in enterprise.sectors.items()}
        told = (enterprise.product or enterprise.text)[:_LONGEST_TOLD]
        whole = self._encoder.embed_query_array(told) if self._kinds.guesses else None
        sectors = self._kinds.read(lexical, vectors, weights, whole)
        near: dict[str, float] = {}
        if self._vectors:  # documents that treat no place by itself give nothing to match with
            cosines = (vectors * [[1.0 if weight == 1.0 else _ASIDE_NEAR] for weight in weights]) @ self._matrix.T
            near = dict(zip(self._vectors, map(float, cosines.max(axis=0)), strict=True))
        words = enterprise.product
        if enterprise.language == "en":
            words += " " + " ".join(self._translate(enterprise.product))
        vague = enterprise.vague or self._kinds.tells_no_trade(whole, worded=bool(enterprise.sectors))
        return replace(enterprise, vague=vague), Subject(words, sectors, near, self._item_kinds, self.knowledge.count)

    def _item_kinds(self, item: Item) -> Mapping[Sector, float]:
        return self._kinds.of_item(item.text, item.head, self._vectors[item.text])

    def _translate(self, text: str) -> list[str]:
        """The Chinese words of an English description that the documents use."""
        if self._bridge is None:
            self._bridge = EnglishBridge.from_texts(document.text for document in self.knowledge.documents.values())
        return [term.zh for term in self._bridge.chinese_terms(text)]

    def _names(self, profiles: Sequence[Profile]) -> tuple[str, ...]:
        places = {place.name: place for place in find_places(self.knowledge)}
        return tuple(dict.fromkeys(alias for item in profiles for alias in places[item.place].aliases))

    def _prepare(self) -> None:
        with self._lock:
            if self._profiles is not None:
                return
            profiles = build_profiles(self.knowledge)
            places = find_places(self.knowledge)
            for source_id in dict.fromkeys(place.source_id for place in places):
                own = [place for place in places if place.source_id == source_id]
                self._general[source_id] = list_general(self.knowledge, own)
            kinds = ("industry", "cluster", "park", "platform")
            texts = [item.text for profile in profiles for item in profile.items if item.kind in kinds]
            terms = [term for term, _ in list_terms()]
            known = load_term_vectors(self._encoder)
            unknown = [term for term in terms if term not in known]
            vectors = known | embed_phrases(self._encoder, [*unknown, *texts], self._folder)
            self._kinds = KindFinder(
                np.stack([vectors[term] for term in terms]), load_kind_model(self._encoder.identity)
            )
            self._vectors = {text: vectors[text] for text in texts}
            self._matrix = np.stack(list(self._vectors.values())) if self._vectors else np.zeros((0, 1), np.float32)
            self._profiles = profiles


def _admit_vague(enterprise: Enterprise, ranked: Sequence[DistrictFit]) -> Enterprise:
    """Nothing fits and no word told the kind of business: that is no verdict on the enterprise, so it is asked."""
    return enterprise if ranked or enterprise.sectors else replace(enterprise, vague=True)


def _refuse(description: str) -> FitResult | None:
    if not description.strip():
        message = (
            "请先写几句企业情况：做什么产品，需要什么条件。 / "
            "Please describe the enterprise: what it makes, what it needs."
        )
    elif len(description) > MAX_DESCRIPTION:
        message = (
            f"企业简介太长（最多 {MAX_DESCRIPTION} 字），请缩短。 / "
            f"The description is too long (at most {MAX_DESCRIPTION} characters)."
        )
    else:
        return None
    return FitResult(description, "error", message)
