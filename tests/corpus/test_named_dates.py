"""The dates that a text names."""

import pytest

from assistant.corpus.named_dates import month_number, named_dates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 March 2024, 3 Mar. 2024", [(2024, 3, (3,))] * 2),
        ("March 3, 2024 and the 3rd of March 2024", [(2024, 3, (3,))] * 2),
        ("March 3-5, 2024; 3 and 5 March", [(2024, 3, (3, 5)), (None, 3, (3, 5))]),
        ("2024-03-03, 2024-03", [(2024, 3, (3,)), (2024, 3, ())]),
        ("in March 2024, in Sept. of 2024", [(2024, 3, ()), (2024, 9, ())]),
        ("by May; 2021-2024, in the 1990s", [(None, 5, ()), (2021, None, ()), (2024, None, ()), (1990, None, ())]),
        ("in 2010-11; No. 8 of June 2004", [(2010, None, ()), (2004, 6, ())]),
        ("June 12 to 14 July 2025", [(None, 6, (12,)), (2025, 7, (14,))]),
        ("May it be so. S/2024/12, mid-2024, 2,024 men, March 3,000", [(None, 3, ())]),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_named(text, found):
    assert [(date.year, date.month, date.days) for date in named_dates(text)] == found


def test_a_date_says_where_it_stands():
    text = "Kabul, 15-16 October 2024."
    assert [text[date.start : date.end] for date in named_dates(text)] == ["15-16 October 2024"]


def test_the_number_of_a_month_is_known_from_its_short_name_in_any_case():
    assert [month_number(name) for name in ("January", "sept", "DEC.")] == [1, 9, 12]
