from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


def test_marks_belong_to_their_sentence() -> None:
    assert split("一是。二是；三是！四") == ["一是。", "二是；", "三是！", "四"]


def test_marks_inside_quotes_and_brackets_do_not_end_a_sentence() -> None:
    assert split("坚持“一稳。二进”方针（见表。另见图）不变。他说：“好。”走了。") == [
        "坚持“一稳。二进”方针（见表。另见图）不变。",
        "他说：“好。”",
        "走了。",
    ]


def test_a_line_end_always_ends_a_sentence() -> None:
    assert split("“没有闭合\n下一行。") == ["“没有闭合", "下一行。"]


def test_an_unclosed_quote_does_not_swallow_the_paragraph() -> None:
    text = "“" + "甲" * 320 + "。" + "乙。"
    assert split(text)[-1] == "乙。"


def test_only_the_given_stretch_is_split_and_spans_are_document_offsets() -> None:
    assert list(split_sentences("甲。乙。丙。", 2, 4)) == [(2, 4)]


@given(st.text(alphabet="甲乙12。；！？“”（）\n 　", max_size=60))
def test_spans_are_ascending_trimmed_and_lose_no_word(text: str) -> None:
    spans = list(split_sentences(text, 0, len(text)))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    words = [position for position, character in enumerate(text) if character.isalnum()]
    assert all(any(start <= position < end for start, end in spans) for position in words)
