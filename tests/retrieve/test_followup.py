"""A follow-up as a question that stands by itself, and taken apart again."""

import pytest

from assistant.retrieve.followup import as_turns, parts, standalone_question
from assistant.retrieve.query import conversation_query

FIRST = "When was the Doha ceasefire announced?"


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("Who governs Badakhshan and Takhar?", [FIRST], ["Who governs Badakhshan and Takhar?"]),
        ("And China?", [], ["And China?"]),
        ("And China?", [FIRST], ["And China", FIRST]),
        ("Thank you very much!", [FIRST], ["Thank you very much!"]),
        ("And why?", [FIRST, "And who mediated it?"], ["And why", "And who mediated it?", FIRST.rstrip("?")]),
    ],
)
def test_a_follow_up_is_put_together_and_taken_apart(question, history, expected):
    assert parts(standalone_question(question, as_turns(history))) == expected


def test_thanks_end_no_subject_and_no_length_of_them_takes_long():
    said = as_turns([FIRST, "Thanks!", "goodbye" * 200 + "x"])
    assert [turn.text for turn in said] == [FIRST, "goodbye" * 200 + "x"]
    assert parts(standalone_question("Who mediated it?", said[:1])) == ["Who mediated it", FIRST]


def test_a_follow_up_is_read_after_the_last_question_and_the_one_that_stood_by_itself():
    query = conversation_query("And who denied it?", as_turns([FIRST, "And where?", "And who mediated it?"]))
    assert query.reading() == f"{FIRST} And who mediated it? And who denied it?"


def test_what_stood_by_itself_leans_on_nothing_before():
    query = conversation_query("And China?", as_turns(["Who governs Badakhshan and Takhar?", FIRST]))
    assert query.reading() == f"{FIRST} And China?"
