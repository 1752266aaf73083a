"""Dates that are no more exact than their sources, and places by any of their names."""

import datetime

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.corpus.dates import age_in_words, span_of
from assistant.corpus.places import naming
from assistant.settings import load_settings

TODAY = datetime.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-10-19", "2025-10-19", "2025-10-19"),
    ],
)
def test_a_date_spans_all_that_it_may_mean(date, first, last):
    assert [day.isoformat() for day in span_of(date)] == [first, last]


@pytest.mark.parametrize(
    ("date", "age"),
    [
        ("2026-06-30", "new this week"),
        ("2026-06-20", "1 week old"),
        ("2026-03-01", "4 months old"),
        ("2024-02", "about 2 years old"),
        ("2026", "from this year"),
        ("2027-01-01", "dated in the future"),
        ("2025-02-30", None),
        (None, None),
    ],
)
def test_age_says_about_where_no_day_is_known(date, age):
    assert age_in_words(date, TODAY) == age


def test_every_place_that_can_be_chosen_is_named_somewhere():
    catalog = load_catalog(load_settings().corpus_dir)
    for place in catalog.vocabulary.places:
        assert naming(place, catalog.documents.values(), catalog.vocabulary), place


def test_a_place_is_found_by_its_other_spellings(documents):
    catalog = load_catalog(load_settings().corpus_dir)
    some = next(iter(documents.values())).model_copy(update={"title": "x", "text": "In Qandahar."})
    other = some.model_copy(update={"text": "In Qandaharistan."})
    assert naming("Kandahar", [some, other], catalog.vocabulary) == [some]
