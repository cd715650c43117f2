"""The regression behind the district fit's weights: what counts as right, and that it finds what tells."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.draft import Quote
from assistant.fit.types import Item
from evals.fit import FitCase
from evals.fit_matching import fit_odds, is_right

CASE = FitCase("a", "k", "我们做眼科设备", "ranked", ("甲区",), (), {"甲区": ("高端医疗器械",)})


def make_item(place: str, text: str) -> Item:
    return Item(place, "industry", text, Quote("plan", 0, len(text)))


@pytest.mark.parametrize(
    ("place", "text", "right"),
    [
        ("甲区", "高端医疗器械", True),
        ("甲区", "高端医疗器械及耗材", True),
        ("甲区", "啤酒", None),
        ("乙区", "高端医疗器械", False),
    ],
)
def test_a_phrase_is_right_where_the_case_names_it(place: str, text: str, right: bool | None) -> None:
    assert is_right(make_item(place, text), place, CASE) is right


def test_the_measure_that_tells_gets_the_weight() -> None:
    random = np.random.default_rng(3)
    examples = []
    for _ in range(400):
        told, noise = random.random(), random.random()
        examples.append(((told, noise), told > 0.6))
    bias, coefficients = fit_odds(examples)
    assert bias < 0 and coefficients[0] > 10 * abs(coefficients[1])
    with pytest.raises(ValueError, match="class"):
        fit_odds([((1.0, 0.0), True), ((0.5, 0.1), True)])
