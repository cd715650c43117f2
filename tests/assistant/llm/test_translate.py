"""Translations that may be shown: the original's figures, all and no others, in one plain sentence."""

from __future__ import annotations

import pytest

from assistant.llm.translate import is_faithful

CHINESE = "到2030年，全区规上企业营业收入达到260亿元。"


@pytest.mark.parametrize(
    ("english", "faithful"),
    [
        ("By 2030, the revenue of larger enterprises will reach 260亿元.", True),
        ("By 2030, the revenue of larger enterprises will reach 26 billion yuan.", False),
        ("The revenue of larger enterprises will reach 260亿元.", False),
        ("By 2030, revenue will reach 260亿元, up 8 percent on the year.", False),
        ("By 2030, revenue will reach 260亿元. See https://example.com", False),
        ("By 2030, revenue will reach <b>260亿元</b>.", False),
        ("By 2030, revenue will reach 260亿元 [7].", False),
        ("到2030年，全区规上企业营业收入达到260亿元。", False),
        ("2030, 260", False),
        ("By 2030, China Telecom will have a revenue of 260亿元.", False),
        ("Revenue at CATL and others will reach 260亿元 by 2030.", False),
        ("By 2030, the revenue of Qingtang will reach 260亿元.", True),
    ],
)
def test_only_a_faithful_translation_passes(english: str, faithful: bool) -> None:
    assert is_faithful(english, CHINESE, "Qingtang District China") is faithful
