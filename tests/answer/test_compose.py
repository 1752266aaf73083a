"""Statements in prose: nothing of a source reads as a mark of ours, and what a source takes back is not stated."""

import pytest

from assistant.answer.compose import claims_of, prose
from assistant.answer.select import Candidate
from assistant.answer.statements import statement
from assistant.answer.understand import read_question
from assistant.corpus.parse import parse_file
from assistant.corpus.vocabulary import Vocabulary
from assistant.index.build import embedding_text
from assistant.index.split import split_document
from assistant.retrieve.read import Reading
from assistant.retrieve.search import Found

BRIEF = """
id: ministry
title: Ministry on Spera
publisher: Ministry of Defence
perspective: Pakistan
kind: statement
date: '2022-12'
summary: On Spera.
points:
- text: The ministry said in December 2022 that soldiers fought off the attack and that 2 fell.
  speaker: Pakistan
  disputed_by: The Taliban put the soldiers killed at Spera at 22.
  confidence: high
"""
HEAD = """---
id: desk
title: Claims
publisher: Herat Fact Desk
perspective: Independent
kind: report
---

"""


@pytest.fixture
def passages(tmp_path):
    """The passages of a source, by its words; a text is by the Herat Fact Desk."""

    def of(source):
        file = tmp_path / ("ministry.yaml" if source == BRIEF else "desk.md")
        file.write_text(source if source == BRIEF else HEAD + source)
        document = parse_file(file)
        return [(document, passage) for passage in split_document(document)]

    return of


def told(place, question="What happened?", answer=None):
    """Prose and claims of one passage; the reader takes the last `answer` in it for the answer."""
    document, passage = place
    reading = None
    if answer:
        start = embedding_text(passage).rindex(answer)
        reading = Reading(score=1.0, answers=1.0, span=(start, start + len(answer)), span_probability=0.9)
    found = Found(passage, document, score=1.0, dense=1.0, keyword=1.0, reading=reading)
    stated = statement(Candidate(found, 0.8), lambda some: [1.0] * len(some), read_question(question, Vocabulary()))
    claims = claims_of([stated])
    for claim in claims[0]:
        assert all(document.text[c.start : c.end] == c.quote for c in claim.citations)
    return prose([stated], claims), claims[0]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("22", "December 2022 that"), ("2", "December 2022 that"), ("2 fell", "that **2 fell**. [1]")],
)
def test_only_the_words_that_answer_stand_in_bold(passages, answer, shown):
    text, _ = told(passages(BRIEF)[-1], "How many soldiers were killed at Spera?", answer)
    assert shown in text


def test_the_words_that_answer_are_marked_where_they_stand(passages):
    place = passages("In 2022 there were 2 dams,\nand 2 of them burst.")[0]
    assert "“In 2022 there were 2 dams, and **2** of them burst.” [1]" in told(place, "How many dams?", "2")[0]
    assert "“In 2022 there were 2 dams, and 2 of **them** burst.” [1]" in told(place, "How many dams?", "them")[0]


def test_a_sources_footnotes_and_bold_are_no_marks_of_ours(passages):
    source = "India pays for the dam.[2] The **Taliban** asked it to, in **2024.[1]"
    text, (claim,) = told(passages(source)[0], "Who pays for the dam?", "India")
    assert text.startswith("**Herat Fact Desk**")
    assert text.endswith("“**India** pays for the dam.(2) The Taliban asked it to, in ∗∗2024.(1)” [1]")
    assert claim.text.endswith(f"“{source}”")


FALSE = "None of the following is true:"
OTHERS = "".join(f"\n- Claim {number}: {'it rained and ' * 6}it snowed." for number in range(25))
BURST = "The Salma dam burst in March 2025 and flooded Chishti Sharif."


@pytest.mark.parametrize(
    "source",
    [
        f"{FALSE}\n\n- {BURST}\n- The mayor fled.",
        f"{FALSE}\n- {BURST}\n- The mayor fled.",
        f"{FALSE}\n\n- The mayor fled.\n\n- {BURST}",
        f"{FALSE}\n- The mayor fled.\n\n- {BURST}",
        f"{FALSE}\n\n1. {BURST}",
        f"{FALSE}\n\n{BURST}",
        f"{FALSE}{OTHERS}\n- {BURST}",  # too long for one passage
    ],
)
def test_what_a_list_says_is_never_stated_without_the_words_before_it(passages, source):
    place = next(place for place in passages(f"The desk looked into this.\n\n{source}") if BURST in place[1].text)
    text, claims = told(place)
    (claim,) = [claim for claim in claims if BURST in claim.text]
    assert f"“{FALSE}” “" in claim.text
    assert text.index(FALSE) < text.index(BURST)
    assert {c.quote.removeprefix("- ").removeprefix("1. ") for c in claim.citations} == {FALSE, BURST}
    assert all(f"[{citation.number}]" in text for claim in claims for citation in claim.citations)


def test_a_list_that_nothing_introduces_is_stated_alone(passages):
    for source in (f"It rained.\n\n- {BURST}\n- The mayor fled.", f"{FALSE}\n\n- So.\n- No.\n\n{BURST}"):
        claims = told(passages(source)[-1])[1]
        assert FALSE not in claims[0].text
        assert len(claims[0].citations) == 1
