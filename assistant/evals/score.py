"""One question and its observation to a `Score`: what was right, what was missed, and what metrics are made of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from assistant.evals import patterns
from assistant.evals.metrics import citations, retrieval
from assistant.evals.observation import Observation
from assistant.evals.question_set import Question, base_id
from assistant.evals.split import part_of
from assistant.schema import Answer

Outcome = Literal["right", "incomplete", "wrong", "abstained", "failed", "unchecked"]


class Held(BaseModel):
    """What an answer holds of what the question wants, each list in the question's order; and what it must not hold.

    `undecided` are the expressions that ran out of time on the answer, and so count as not found.
    """

    id: str
    points_hit: list[bool]
    voices_heard: list[bool] = []
    sources_cited: list[bool] = []
    forbidden: list[str] = []
    undecided: list[str] = []

    def parts(self) -> list[bool]:
        """Every point, every voice, and whether one of the sources is cited: what a right answer has all of."""
        return [*self.points_hit, *self.voices_heard, *([any(self.sources_cited)] if self.sources_cited else [])]


class Score(Held):
    """How one question fared. In `values`, a metric that the question has no bearing on is absent."""

    kind: str
    part: str
    perspectives: list[str]
    outcome: Outcome
    values: dict[str, float]


def score(question: Question, seen: Observation) -> Score:
    """The score of one question, each value from 0 to 1 but for times (milliseconds) and words."""
    answer = seen.answer
    held = _held(question, answer)
    outcome = _outcome(question, answer, held)
    values = {
        **_answer_values(question, answer, held, outcome),
        **citations.values(question, seen),
        **retrieval.values([base_id(name) for name in question.sources], [base_id(name) for name in seen.ranking]),
    }
    if seen.counterfactual:
        values["counterfactual"] = float(seen.counterfactual.outcome in ("vanished", "supported elsewhere"))
    if answer is not None:
        values["latency_ms"] = seen.elapsed_ms
    return Score(
        **held.model_dump(),
        kind=question.kind,
        part=part_of(question),
        perspectives=question.perspectives,
        outcome=outcome,
        values=values,
    )


def _held(question: Question, answer: Answer | None) -> Held:
    """A point is one of its expressions in the text or in a quote; an abstention holds none of what is wanted."""
    undecided: list[str] = []

    def found(pattern: str, texts: list[str]) -> bool:
        matched = [patterns.matches(pattern, text) for text in texts]
        if None in matched and True not in matched:
            undecided.append(pattern)
        return True in matched

    given = answer if answer and not answer.abstained else None
    texts = [given.text, *(c.quote for claim in given.claims for c in claim.citations)] if given else []
    hits = [any(found(pattern, texts) for pattern in point) for point in question.points]
    said = [f"says /{p}/" for p in question.must_not if answer and found(p, [answer.text])]
    cited = {base_id(c.document_id) for claim in answer.claims for c in claim.citations} if answer else set()
    return Held(
        id=question.id,
        points_hit=hits,
        voices_heard=citations.voices_heard(question, given),
        sources_cited=citations.sources_cited(question, given),
        forbidden=said + [f"cites {name}" for name in question.must_not_cite if base_id(name) in cited],
        undecided=undecided,
    )


def _outcome(question: Question, answer: Answer | None, held: Held) -> Outcome:
    if answer is None:
        return "failed"
    if held.forbidden:
        return "wrong"
    if answer.abstained and not question.allows_abstention():
        return "abstained"
    if not question.says_what_is_right():
        return "unchecked"
    if answer.abstained:
        return "right"
    if question.answerable is False:
        return "wrong"
    parts = held.parts()
    return "right" if all(parts) else "incomplete" if any(held.points_hit or parts) else "wrong"


def _answer_values(question: Question, answer: Answer | None, held: Held, outcome: Outcome) -> dict[str, float]:
    values: dict[str, float] = {}
    abstained = answer is not None and answer.abstained
    if question.says_what_is_right():
        values["truthfulness"] = {"right": 1.0, "abstained": 0.0}.get(outcome, -1.0)
    if question.points:
        excused = abstained and question.allows_abstention() and not held.forbidden
        values["points"] = 1.0 if excused else sum(held.points_hit) / len(held.points_hit)
    if question.must_not or question.must_not_cite:
        values["forbidden"] = float(bool(held.forbidden))
    if answer is None:
        return values
    if question.answerable is True and question.kind != "false-premise":
        values["wrongly_refused"] = float(abstained)
    if question.answerable is False:
        values["wrongly_answered"] = float(not abstained)
    values["confidence"] = answer.confidence
    if not abstained:
        values["words"] = float(len(answer.text.split()))
        if question.says_what_is_right():
            values["error"] = float(outcome != "right")
    return values
