"""Questions to ask next: about the plan at hand, and answered when they are asked."""

from __future__ import annotations

import pytest

from assistant.service import Assistant


@pytest.mark.parametrize(
    "question", ["青棠区主导产业是什么？", "特色产业总产值2030年目标是多少？", "保障措施有哪几方面？"]
)
def test_what_is_suggested_next_is_answered_and_not_what_was_asked(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert question not in answer.choices
    assert [assistant.ask(choice).status for choice in answer.choices] == ["answered"] * len(answer.choices)


def test_place_leads_on_to_another_facet_and_to_a_comparison(assistant: Assistant) -> None:
    choices = assistant.ask("青棠区主导产业是什么？").choices
    assert any(choice.startswith("青棠区") and "主导产业" not in choice for choice in choices)
    assert any("列个表对比" in choice for choice in choices)
