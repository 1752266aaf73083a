"""When a question is answered, and when not."""

import pytest

from assistant.answer import extract
from assistant.retrieve.evidence import calibration


@pytest.mark.parametrize(
    ("question", "abstained"),
    [
        ("Which aid cuts did SIGAR report?", True),
        ("List the aid cuts that SIGAR reported", False),  # passages may answer it together
    ],
)
def test_a_question_in_parts_is_refused_later(engine, monkeypatch, question, abstained):
    monkeypatch.setattr(extract, "confidence", lambda evidence: 0.7 * calibration().threshold)
    assert engine.ask(question).abstained is abstained
