"""A follow-up as a question that stands by itself, and taken apart again."""

import pytest

from assistant.retrieve.followup import as_turns, parts, standalone_question

FIRST = "When was the Doha ceasefire announced?"


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("Who governs Badakhshan and Takhar?", [FIRST], ["Who governs Badakhshan and Takhar?"]),
        ("And China?", [], ["And China?"]),
        ("And China?", [FIRST], ["And China", FIRST]),
        ("And why?", [FIRST, "And who mediated it?"], ["And why", "And who mediated it?", FIRST.rstrip("?")]),
    ],
)
def test_a_follow_up_is_put_together_and_taken_apart(question, history, expected):
    assert parts(standalone_question(question, as_turns(history))) == expected
