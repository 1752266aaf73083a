"""What stands in an answer as a disagreement, and what only looks like one."""

import pytest

from assistant.answer.disagree import ARTICLE_AND_RECORD, DATES, FIGURES, disagreements
from assistant.answer.statements import Statement
from assistant.answer.understand import read_question
from assistant.corpus.checks import Check, CheckFinding
from assistant.corpus.vocabulary import Vocabulary
from assistant.retrieve.search import Found
from assistant.schema import Document, Passage, Span

COMMON = {"taliban", "afghanistan", "afghan", "report", "said", "pakistan", "un", "group"}


def rarity(stem):
    return 0.5 if stem in COMMON else 3.0


def statement(text, voice="UN", name="", kind="report", form="brief", disputed_by=None, **changes):
    """A statement of its own document, which is called by its voice unless `name` says otherwise."""
    name = name or voice.lower()
    document = Document(
        id=name, title=f"Of {name}", publisher=name, perspective=voice, kind=kind, form=form, text=text
    )  # fmt: skip
    passage = Passage(
        id=f"{name}#1", document_id=name, start=0, end=len(text), text=text, where="1", speaker=voice,
        disputed_by=disputed_by, dispute=Span(start=0, end=1) if disputed_by else None,
    )  # fmt: skip
    found = Found(passage, document, score=0.0, dense=0.0, keyword=0.0)
    return Statement(found, ((0, len(text)),), "", voice, **changes)


def span(text, words):
    return text.index(words), text.index(words) + len(words)


def opinion(text, **changes):
    return statement(text, "Pakistan", "chronicle", kind="opinion", form="text", **changes)


def check(relation, quote="", record="un"):
    """That the editors set the whole opinion beside the whole record."""
    finding = CheckFinding(relation=relation, note="n", document_id=record, quote="q", start=0, end=20)
    return Check(document_id="chronicle", quote=quote or "q", start=0, end=20, findings=[finding])


def found(question, *statements, checks=()):
    asked = read_question(question, Vocabulary())
    return [
        (item.topic, item.claims) for item in disagreements(asked, statements, range(len(statements)), checks, rarity)
    ]


WHAT = "What is said about the border?"
GATE = "The gate at Torkham stayed closed to lorries for most of the autumn."
DENIAL = "Spokesman Mujahid denied that militants train at camps in Kunar."
CAMPS = "Militants train at several camps in Kunar, the monitors found."


def test_a_dispute_stands_against_each_voice_that_it_disputes_and_not_these_against_each_other():
    text = "The Taliban deny it"
    disputed = statement("The TTP has camps.", disputed_by=text), statement("Camps.", "Pakistan", disputed_by=text)
    denial = statement(text, "Taliban", disputed_by=text, dispute=True)
    assert found(WHAT, *disputed, denial) == [("Of taliban", [0, 2]), ("Of taliban", [1, 2])]


def test_a_dispute_of_the_added_record_is_listed():
    record = statement("It opened in May.", disputed_by="Kabul denies it", differs_from=0)
    denial = statement("Kabul denies it", "Taliban", disputed_by="Kabul denies it", dispute=True)
    made = found(WHAT, opinion(GATE), record, denial)
    assert made == [(ARTICLE_AND_RECORD, [0, 1]), ("Of taliban", [1, 2])]


@pytest.mark.parametrize("relation", ["agrees", "adds", "single source"])
@pytest.mark.parametrize("words", [(GATE, GATE), (CAMPS, DENIAL)])
def test_what_the_checks_do_not_find_to_differ_is_no_disagreement(relation, words):
    assert found(WHAT, opinion(words[0]), statement(words[1]), checks=[check(relation)]) == []


@pytest.mark.parametrize("record_first", [False, True])
def test_what_the_checks_find_to_differ_is_one(record_first):
    pair = [opinion(GATE), statement("Trade went on by rail.")]
    if record_first:
        pair.reverse()
    assert found(WHAT, *pair, checks=[check("agrees"), check("differs")]) == [(ARTICLE_AND_RECORD, [0, 1])]


def test_the_record_that_was_added_to_a_claim_stands_against_that_claim():
    text = opinion(GATE + " It opened in June.")
    text = Statement(text.found, ((0, len(GATE)), (len(GATE) + 1, len(GATE) + 19)), "", "Pakistan")
    record = statement("It opened in May.", differs_from=1)
    asked = read_question(WHAT, Vocabulary())
    [made] = disagreements(asked, [text, record], [0, 2])
    assert (made.topic, made.claims) == (ARTICLE_AND_RECORD, [1, 2])


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (statement(CAMPS), statement(DENIAL, "Taliban"), True),
        (statement(DENIAL, "Taliban"), statement(CAMPS), True),
        (opinion(CAMPS), statement(DENIAL, "Taliban"), True),
        (statement(CAMPS), statement(CAMPS, "Taliban"), False),
        (statement(DENIAL), statement(DENIAL, "Taliban"), False),  # both deny it
        (statement(CAMPS), statement("Spokesman Mujahid denied that fuel prices rose in Herat.", "Taliban"), False),
        (statement("Afghan women were denied access to camps in Kunar.", "US"), statement(CAMPS), False),
        (statement("The Assembly rejected an amendment on camps in Kunar.", "US"), statement(CAMPS), False),
        (statement("The denial of camps in Kunar is not credible.", "US"), statement(CAMPS), False),
        (statement("Moscow asked Kabul to close camps in Kunar where militants train.", "US"),
         statement(DENIAL, "Taliban"), False),  # asks, and asserts nothing
        (statement("India rejected the claim of Indian involvement in the Jaffar Express attack.", "India"),
         statement("The Jaffar Express attack cost 26 lives.", "Pakistan"), False),
        (statement("India rejected the claim of Indian involvement in the Jaffar Express attack.", "India"),
         statement("India was behind the Jaffar Express attack.", "Pakistan"), True),
        (opinion(GATE), statement("Lorries queued at the gate of Torkham in the autumn."), False),
    ],
)  # fmt: skip
def test_a_denial_stands_against_what_it_denies(one, other, differ):
    assert [claims for _, claims in found(WHAT, one, other)] == ([[0, 1]] if differ else [])


def test_an_outlet_is_named_and_not_its_country():
    [(topic, _)] = found(WHAT, opinion(CAMPS), statement(DENIAL, "Pakistan"))
    assert topic == "chronicle and Pakistan contradict each other"


def test_words_that_stand_everywhere_make_no_subject():
    one = statement("The UN report said that the Taliban group in Afghanistan smuggles emeralds.")
    other = statement("The Taliban in Afghanistan denied that a group of Pakistan was taxed, a report said.", "Taliban")
    assert found(WHAT, one, other) == []


HOW_MANY = "How many lorries crossed at Torkham?"


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Forty lorries crossed at Torkham.", "Only four lorries crossed at Torkham.", True),
        ("40 lorries crossed at Torkham.", "Forty lorries crossed at Torkham.", False),
        ("About 40 lorries crossed at Torkham.", "42 lorries crossed at Torkham.", False),
        ("More than 40 lorries crossed at Torkham.", "Between 50 and 60 lorries crossed at Torkham.", False),
        ("1,500 lorries crossed at Torkham.", "1.5 thousand lorries crossed at Torkham.", False),
        ("Forty lorries crossed at Torkham.", "Nine drivers crossed at Torkham.", False),
        ("Forty lorries crossed at Torkham; two guards fled.",
         "Forty lorries crossed at Torkham; 9 guards fled.", False),
        ("Forty Afghan lorries crossed at Torkham.", "Nine Uzbek lorries crossed at Torkham.", False),
        ("Forty lorries crossed at Torkham in 2024.", "Nine lorries crossed at Torkham in 2025.", False),
        ("Lorries crossed at Torkham in 2024.", "Lorries crossed at Torkham in 2025.", False),
        ("Lorries crossed at Torkham on 3 May.", "Lorries crossed at Torkham on 9 May.", False),
        ("Resolution 2593 lets lorries cross at Torkham.", "Resolution 2777 lets lorries cross at Torkham.", False),
    ],
)  # fmt: skip
def test_two_figures_for_the_same_thing_differ(one, other, differ):
    pair = statement(one), statement(other, "Pakistan")
    assert found(HOW_MANY, *pair) == ([(FIGURES, [0, 1])] if differ else [])
    assert found("Who waited at Torkham?", *pair) == []


@pytest.mark.parametrize(
    ("question", "one", "other", "differ"),
    [
        ("What share of fields grew poppy?", "Poppy grew on 20 per cent of fields.",
         "Poppy grew on 35% of fields.", True),
        ("What share of fields grew poppy?", "Poppy grew on 20 per cent of fields.",
         "Poppy grew; of farmers, 35% owned a tractor.", False),
        ("How many people were killed at the fair?", "Nine people were killed at the fair.",
         "Twelve people were injured at the fair.", False),
        ("How many people were killed at the fair?", "Nine people were killed at the fair.",
         "The fair left twelve people killed.", True),
        ("How many people were killed at the fair?", "Nine civilians were killed at the fair.",
         "Twelve soldiers were killed at the fair.", False),
        ("How many TTP fighters are there?", "There are 6,000 TTP fighters.", "There are 2,000 ISIL fighters.", False),
    ],
)  # fmt: skip
def test_a_figure_is_of_what_stands_beside_it(question, one, other, differ):
    assert found(question, statement(one), statement(other, "Russia")) == ([(FIGURES, [0, 1])] if differ else [])


def test_a_newer_figure_of_the_same_source_is_no_disagreement():
    one, other = (statement(f"{n} lorries crossed at Torkham.", name="a") for n in (40, 90))
    other.found.document.id = "b"
    assert found(HOW_MANY, one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "date", "differ"),
    [
        ("Forty lorries crossed at Torkham.", "Nine lorries crossed at Torkham.", "2016-03", False),
        ("Forty lorries crossed at Torkham in 2016.", "Nine lorries crossed at Torkham.", "2016-03", True),
        ("Forty lorries crossed at Torkham.", "Nine lorries crossed at Torkham.", "2024-12", True),  # one turn of year
        ("Forty lorries crossed at Torkham.", "Nine lorries crossed at Torkham.", None, True),
    ],
)
def test_a_figure_without_a_date_is_of_the_time_of_its_document(one, other, date, differ):
    pair = statement(one), statement(other, "Pakistan")
    for item, published in zip(pair, ("2025-03", date), strict=True):
        item.found.document.date = published
    assert found(HOW_MANY, *pair) == ([(FIGURES, [0, 1])] if differ else [])


WHEN = "When was the Kunar dam opened?"


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened on 5 July 2025.", True),
        ("The Kunar dam was opened in July 2025.", "The Kunar dam was opened in May 2024.", True),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened on July 3, 2025.", False),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened on 2025-07-03.", False),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened in July 2025.", False),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened in 2025.", False),
        ("The Kunar dam was opened on 3 July.", "The Kunar dam was opened on 3 Jul. 2025.", False),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened on 2-4 July 2025.", False),
        ("The Kunar dam was opened on 5 July 2025.", "The Kunar dam was opened on July 2-4, 2025.", True),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened on the 5th of July 2025.", True),
        ("The Kunar dam was opened on 3 July 2025.", "The Kunar dam was opened in 2025-06.", True),
        ("The Kunar dam was opened on 3 July 2025.", "The Herat school was opened on 5 July 2025.", False),
        ("The Kunar dam was opened on 3 July 2025.", "He said on 9 May 2026 that the Kunar dam was opened.", False),
        ("The Kunar dam was opened by 300 guests.", "The Kunar dam was opened by 9 guests.", False),
    ],
)
def test_two_dates_of_the_same_event_differ(one, other, differ):
    pair = statement(one), statement(other, "Taliban")
    assert found(WHEN, *pair) == ([(DATES, [0, 1])] if differ else [])
    assert found("Who opened the Kunar dam?", *pair) == []


def test_of_several_dates_the_one_that_answers_counts():
    told = "Begun in 2019, the Kunar dam was opened on 3 July 2025."
    beside = "The Kunar dam, begun in 2019, was opened on 5 July 2025."
    one = statement(told, answer=span(told, "3 July 2025"))
    other = statement(beside, "Taliban", answer=span(beside, "5 July"))
    assert found(WHEN, one, other) == [(DATES, [0, 1])]
