"""What a question asks for."""

from pathlib import Path
from typing import get_args

import pytest

from assistant.answer.kind import Kind
from assistant.answer.select import LIMITS
from assistant.answer.understand import read_question
from assistant.corpus.vocabulary import read_vocabulary
from assistant.retrieve.glossary import Glossary
from assistant.settings import load_settings

REGARD = " – with regard to: "


@pytest.fixture(scope="module")
def vocabulary():
    return read_vocabulary(Path(load_settings().corpus_dir))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Is the SCO a military alliance?", "yes/no"),
        ("But isn't Mongolia an observer?", "yes/no"),
        ("did the schools open again", "yes/no"),
        ("Is the SCO a bloc or an alliance?", "fact"),
        ("Did the schools open, and when?", "when"),
        ("Can you list the members?", "list"),
        ("Does Russia agree with China?", "compare"),
        ("What is RATS?", "definition"),
        ("what is rats", "definition"),
        ("Who is Sirajuddin Haqqani?", "definition"),
        ("who was juma khan fateh", "definition"),
        ("Who are the TTP?", "definition"),
        ("What's the Moscow Format?", "definition"),
        ("What is the Ministry for the Propagation of Virtue and the Prevention of Vice?", "definition"),
        ("What does CASA-1000 stand for?", "definition"),
        ("Who is responsible?", "fact"),
        ("Who is the governor of Balkh?", "fact"),
        ("What is the weather in Kabul?", "fact"),
        ("Who are its observers?", "list"),
        ("How many members are there?", "count"),
        ("Since when are the schools shut?", "when"),
        ("When did the cricket match begin?", "when"),
        ("Why did prices fall?", "explain"),
        ("Give me a timeline of the talks", "timeline"),
        ("Where was the agreement signed?", "fact"),
        ("Why did the talks break down?", "explain"),
        ("When were sanctions put in place against the group?", "when"),
        ("What happened when the army came?", "when"),
        ("Which meeting took place alongside the summit?", "fact"),
    ],
)
def test_kinds(vocabulary, question, kind):
    assert read_question(question, vocabulary).kind == kind


def test_every_kind_has_its_limits():
    assert set(get_args(Kind)) == set(LIMITS)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Who signed it?", True),
        ("How many signed?", True),
        ("Where was it signed?", True),
        ("Who is Sirajuddin Haqqani?", False),
        ("Was it signed?", False),
    ],
)
def test_a_person_a_place_a_date_or_a_number_is_wanted(vocabulary, question, wants):
    assert read_question(question, vocabulary).wants_span is wants


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What is the latest count?", True),
        ("How many camps are there?", True),
        ("Who governs now?", True),
        ("Who governs, now that he fled?", False),
        ("How many camps were there?", False),
        ("How many camps are there in 2023?", False),
        ("What is the most recent report since 2024?", True),
        ("What is the newest figure of 2022?", False),
    ],
)
def test_the_latest_is_asked_for(vocabulary, question, latest):
    assert read_question(question, vocabulary).latest is latest


@pytest.mark.parametrize(
    ("asked", "before", "kind"),
    [
        ("And who mediated it", "When was the ceasefire announced?", "fact"),
        ("And China", "When was the ceasefire announced?", "when"),
        ("What about 2024", "Why did prices fall in 2025?", "explain"),
        ("Was it broken", "When was the ceasefire announced?", "yes/no"),
        ("And why", "How many fled?", "explain"),
        ("And the second one", "When was the first ceasefire announced / And who mediated it?", "fact"),
    ],
)
def test_a_follow_up_asks_in_its_own_words(vocabulary, asked, before, kind):
    assert read_question(f"{asked}{REGARD}{before}", vocabulary).kind == kind


def test_what_a_follow_up_leaves_open_is_said_before(vocabulary):
    who = read_question(f"And who mediated it{REGARD}How many died in 2024, and where?", vocabulary)
    assert who.wants_span
    assert not who.asks_twice
    assert who.time.spans == (("2024-01", "2024-12"),)
    china = read_question(f"And China{REGARD}How many does Russia count in 2024, and where?", vocabulary)
    assert china.asks_twice
    assert china.voices == ("China",)


@pytest.mark.parametrize(
    ("asked", "spans", "latest"),
    [
        ("And in 2025", (("2025-01", "2025-12"),), False),
        ("And in Kabul", (("2024-01", "2024-12"),), False),
        ("And now", (), True),
    ],
)
def test_a_follow_up_may_move_the_time(vocabulary, asked, spans, latest):
    read = read_question(f"{asked}{REGARD}How many died in 2024?", vocabulary)
    assert (read.time.spans, read.latest) == (spans, latest)


def test_a_comparison_keeps_the_voice_that_went_before(vocabulary):
    read = read_question(f"How does it differ from China's view{REGARD}What does Russia say?", vocabulary)
    assert (read.kind, read.voices) == ("compare", ("China", "Russia"))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Akhunzada", "Akhundzada"),
        ("Akhundzada", "Akhunzada"),
        ("Juma Khan", "Juma Khan Fateh"),
        ("Jumma Khan", "Juma Khan Fateh"),
        ("Jummah Khan", "Juma Khan"),
        ("joma khan", "Jumma Khan Fateh"),
        ("Daesh", "ISKP"),
        ("ISIL-K", "Daesh"),
        ("ISKP", "ISIL-K"),
        ("TTP", "Tehrik-i-Taliban Pakistan"),
        ("Tehrik-i-Taliban Pakistan", "TTP"),
    ],
)
def test_names_are_searched_in_their_other_spellings(vocabulary, typed, other):
    glossary = Glossary(vocabulary, {"where", "now"})
    assert other in glossary.expansions(f"where is {typed} now?")


def test_another_khan_is_not_juma_khan(vocabulary):
    glossary = Glossary(vocabulary, {"where", "now"})
    for name in ("Amir Khan Muttaqi", "Imran Khan", "Juma Gul"):
        assert not any("Fateh" in other for other in glossary.expansions(f"where is {name} now?"))


@pytest.mark.parametrize("text", ["TTP sanctuaries", "Badakhshan", "Tell me about Badakhshan", "SCO participation"])
def test_what_is_only_named_is_a_topic(text, vocabulary):
    assert read_question(text, vocabulary).kind == "topic"


@pytest.mark.parametrize("text", ["Who mediated?", "Is the SCO a bloc?", "the order in which the bans came in Kabul"])
def test_a_question_is_no_topic(text, vocabulary):
    assert read_question(text, vocabulary).kind != "topic"
