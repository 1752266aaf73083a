"""No voice alone: the voices that a question names, and the record beside an opinion."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from assistant.answer.injection import without_instructions
from assistant.answer.select import Candidate, rate
from assistant.answer.understand import Question
from assistant.retrieve.query import Query
from assistant.retrieve.search import Searcher
from assistant.schema import Filters

OPINIONS = frozenset({"opinion"})
WIDER = 12
VOICE_LEAST = 0.06  # how relevant the best statement of a named voice must be
RECORD_LEAST = 0.1
NAMED_LEAST = 0.03
TIE = 0.5  # how far another document's best rank score may be behind the first; on the tuning halves two answers change
OTHER_COUNT = 0.4  # how relevant another voice's figure must be beside the first; set by hand
OTHER_VOICE = 0.5  # how relevant a further voice must be beside the first
MOST_VOICES = {"topic": 4, "yes/no": 2}  # voices where a thing is only named, and where it may be denied
_FIGURE = re.compile(r"\d|\b(?:dozens?|hundreds?|thousands?|two|three|four|five|six|seven|eight|nine|ten|twenty)\b")


def widen(
    question: Question,
    candidates: Sequence[Candidate],
    searcher: Searcher,
    query: Query,
    filters: Filters | None,
    first: str,
) -> list[Candidate]:
    """The candidates with those of extra searches, most relevant first.

    What each voice says that a comparison names, wherever it says it, and the documents that any question names, are
    searched by themselves, so that what is asked for is not crowded out by what merely resembles it. `first` is the
    document that came first of all.
    """
    base = filters or Filters()
    searches = []
    if question.kind == "compare" and len(question.voices) > 1 and not base.perspectives:
        searches += [searcher.search(query, WIDER, filters, voice=voice) for voice in question.voices]
    if question.documents and not base.documents:
        named = base.model_copy(update={"documents": sorted(question.documents)})
        searches.append(searcher.search(query, WIDER, named))
    best = {candidate.found.passage.id: candidate for candidate in candidates}
    before = [candidate.found for candidate in candidates]
    for found in searches:
        for candidate in rate(question, without_instructions(found), first, before):
            known = best.get(candidate.found.passage.id)
            if known is None or known.relevance < candidate.relevance:
                best[candidate.found.passage.id] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.relevance)


def balanced(question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The chosen statements, and what must stand beside them.

    A document that the question names speaks first. A comparison, and any answer that leans on an opinion, shows each
    voice that the question names; an opinion never stands alone where the record says something on it, nor a figure
    where another voice has one, nor one document where another came as near.
    """
    result = list(chosen)
    if question.documents:
        _add(result, candidates, NAMED_LEAST, lambda c: c.found.document.id in question.documents)
        result.sort(key=lambda c: c.found.document.id not in question.documents)
    if question.kind == "count" and result:
        least = OTHER_COUNT * result[0].relevance
        _add(result, candidates, least, partial(_counts_otherwise, voice=result[0].found.passage.speaker))
    if question.kind != "compare" and not question.documents:  # else further searches gave scores of other scales
        _add_tied(result, candidates)
    _add_voices(result, candidates, MOST_VOICES.get(question.kind, 0))
    leans = any(candidate.found.document.kind in OPINIONS for candidate in result)
    if question.kind == "compare" or leans:
        for voice in question.voices:
            _add(result, candidates, VOICE_LEAST, partial(_speaks, voice=voice))
    if leans:
        _add(result, candidates, RECORD_LEAST, lambda c: c.found.document.kind not in OPINIONS)
    return result


def _add_tied(result: list[Candidate], candidates: Sequence[Candidate]) -> None:
    """Where one document speaks alone, adds the best passage of another that came as near as its own."""
    if len({item.found.document.id for item in result}) != 1:
        return
    others = [item for item in candidates if item.found.document.id != result[0].found.document.id]
    best = max(others, key=lambda item: item.found.score, default=None)
    if best is not None and best.found.score >= max(item.found.score for item in candidates) - TIE:
        result.append(best)


def _add_voices(result: list[Candidate], candidates: Sequence[Candidate], most: int) -> None:
    """Adds the best statement of each further voice, until there are `most`."""
    for candidate in candidates:
        voices = {item.found.passage.speaker for item in result}
        if not result or len(voices) >= most or candidate.relevance < OTHER_VOICE * result[0].relevance:
            return
        if candidate.found.passage.speaker not in voices:
            result.append(candidate)


def _speaks(candidate: Candidate, voice: str) -> bool:
    found = candidate.found
    return found.document.kind not in OPINIONS and voice == found.passage.speaker


def _counts_otherwise(candidate: Candidate, voice: str) -> bool:
    passage = candidate.found.passage
    return passage.speaker != voice and passage.role != "summary" and bool(_FIGURE.search(passage.text))


def _add(
    result: list[Candidate], candidates: Sequence[Candidate], least: float, fits: Callable[[Candidate], bool]
) -> None:
    """Adds the best candidate that fits, unless one is there already."""
    if any(fits(candidate) for candidate in result):
        return
    for candidate in candidates:
        if fits(candidate) and candidate.relevance >= least:
            result.append(candidate)
            return
