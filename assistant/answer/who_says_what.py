"""Answers laid out as a table of voices against statements. It puts side by side and picks no winner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field

from assistant.schema import Answer, Citation, Claim, Record, Verdict


class Against(Record):
    """Another statement of the table that does not say the same, and in what."""

    number: int
    topic: str


class Statement(Record):
    """One statement: what is quoted, and which others it stands against."""

    number: int
    text: str
    verdict: Verdict
    citation: Citation
    introduced_by: Citation | None = Field(
        None, description="The words of the source that introduce the quote; without them it may say the opposite."
    )
    against: list[Against] = Field(default_factory=list)


class Voice(Record):
    """Who speaks, and what they say, newest first.

    `perspective` is the voice as the vocabulary knows it; `name` is the outlet's where the words are an outlet's own.
    """

    perspective: str
    name: str
    statements: list[Statement]


def who_says_what(answers: Iterable[Answer]) -> list[Voice]:
    """The voices of `answers` in alphabetical order, each with its statements, newest first and undated last.

    A statement that several answers make stands once. Numbers count from 1, down the table.
    """
    claims, pairs = _gathered(answers)
    order = sorted(claims, key=lambda key: claims[key].citations[0].date or "", reverse=True)
    order.sort(key=lambda key: _name(claims[key]).casefold())
    number = {key: position for position, key in enumerate(order, start=1)}
    against: dict[_Key, dict[int, str]] = {}
    for (one, other), topic in pairs.items():
        against.setdefault(one, {}).setdefault(number[other], topic)
        against.setdefault(other, {}).setdefault(number[one], topic)
    voices: dict[str, Voice] = {}
    for key in order:
        claim = claims[key]
        name = _name(claim)
        voice = voices.setdefault(name, Voice(perspective=claim.perspective, name=name, statements=[]))
        voice.statements.append(
            Statement(
                number=number[key],
                text=claim.text,
                verdict=claim.verdict,
                citation=claim.citations[0],
                introduced_by=_introduction(claim),
                against=[Against(number=n, topic=topic) for n, topic in sorted(against.get(key, {}).items())],
            )
        )
    return list(voices.values())


_Key = tuple[str, str, int, int]


def _gathered(answers: Iterable[Answer]) -> tuple[dict[_Key, Claim], dict[tuple[_Key, _Key], str]]:
    """Every cited claim once, and the pairs that differ."""
    claims: dict[_Key, Claim] = {}
    pairs: dict[tuple[_Key, _Key], str] = {}
    for answer in answers:
        for claim in answer.claims:
            if claim.citations:
                claims.setdefault(_key(claim), claim)
        for disagreement in answer.disagreements:
            concerned = [answer.claims[i] for i in disagreement.claims if i < len(answer.claims)]
            for pair in _pairs(concerned):
                pairs.setdefault(pair, disagreement.topic)
    return claims, pairs


def _pairs(claims: Sequence[Claim]) -> Iterable[tuple[_Key, _Key]]:
    """Each two of `claims` that different voices make."""
    cited = [claim for claim in claims if claim.citations]
    for position, one in enumerate(cited):
        for other in cited[position + 1 :]:
            if _name(one) != _name(other):
                yield _key(one), _key(other)


def _key(claim: Claim) -> _Key:
    citation = claim.citations[0]
    return claim.perspective, citation.document_id, citation.start, citation.end


def _introduction(claim: Claim) -> Citation | None:
    """What the claim cites beside its quote from further up in the same document."""
    quote, *others = claim.citations
    before = (c for c in others if c.document_id == quote.document_id and c.end <= quote.start)
    return next(before, None)


def _name(claim: Claim) -> str:
    """The outlet where the words are an outlet's own: it speaks for itself and not for its country."""
    citation = claim.citations[0]
    return citation.publisher if citation.form == "text" else claim.perspective
