"""The time that a question names, and whether a passage is of it."""

import pytest

from assistant.retrieve.search import Found
from assistant.retrieve.timescope import FIRST, LAST, time_scope, wrong_time
from assistant.schema import Document, Passage


def year(number):
    return (f"{number}-01", f"{number}-12")


SINCE_TAKEOVER = ("2021-08", LAST)
UNTIL_TAKEOVER = (FIRST, "2021-08")


def passage(text="Nothing dated.", title="A title", date=None):
    document = Document(id="d", title=title, publisher="P", perspective="UN", kind="report", form="text", text=text)
    own = Passage(
        id="p", document_id="d", start=0, end=len(text), text=text, context=title, where="1", speaker="UN"
    )  # fmt: skip
    return Found(own, document.model_copy(update={"date": date}), score=1, dense=1, keyword=1)


@pytest.mark.parametrize(
    ("question", "spans"),
    [
        ("How many fled?", []),
        ("What happened in 2024?", [year(2024)]),
        ("What happened in 2023 and 2025?", [year(2023), year(2025)]),
        ("What was signed in October 2025?", [year(2025)]),
        ("What did the report from 2024 find?", [year(2024)]),
        ("What has happened since 2024?", [("2024-01", LAST)]),
        ("What has happened since early 2024?", [("2024-01", LAST)]),
        ("What has happened since October 2025?", [("2025-10", LAST)]),
        ("What has happened since 19 Oct 2025?", [("2025-10", LAST)]),
        ("What has happened since October 19, 2025?", [("2025-10", LAST)]),
        ("What has happened since 2025-10-19?", [("2025-10", LAST)]),
        ("What came after 2021?", [("2021-01", LAST)]),
        ("What counts from 2024?", [("2024-01", LAST)]),
        ("How was it before 2021?", [(FIRST, "2021-12")]),
        ("How many had returned by June 2024?", [(FIRST, "2024-06")]),
        ("Who led it until 2022?", [(FIRST, "2022-12")]),
        ("What happened between 2021 and 2024?", [("2021-01", "2024-12")]),
        ("What happened from 2021 to March 2024?", [("2021-01", "2024-03")]),
        ("What happened between October and December 2025?", [("2025-10", "2025-12")]),
        ("Trade, 2021–2024", [("2021-01", "2024-12")]),
        ("What happened after 2021 and before 2024?", [("2021-01", "2024-12")]),
        ("What has the UN said since the takeover?", [SINCE_TAKEOVER]),
        ("Who ruled before the Taliban takeover?", [UNTIL_TAKEOVER]),
        ("Who fled after the fall of Kabul?", [SINCE_TAKEOVER]),
        ("What changed since the Taliban returned to power?", [SINCE_TAKEOVER]),
        ("How do women live under the Taliban?", [SINCE_TAKEOVER]),
        ("How did women live under the Taliban in the 1990s?", []),
        ("How was trade before and after the takeover?", [UNTIL_TAKEOVER, SINCE_TAKEOVER]),
        ("Why did the takeover succeed?", []),
        ("Who fought over the takeover of a gold mine?", []),
        ("What does resolution 1988 say?", []),
        ("What did the 1988 Monitoring Team count in 2025?", [year(2025)]),
        ("What did the 2024 UN sanctions report count?", [year(2024)]),
        ("Who chaired the 1988 Taliban Sanctions Committee in 2025?", [year(2025)]),
        ("What had the commentary of 2018 listed?", [year(2018)]),
        ("Did 3,000 fighters come?", []),
    ],
)
def test_a_question_names_stretches_of_time(question, spans):
    assert sorted(time_scope(question).spans) == sorted(spans)


@pytest.mark.parametrize(
    ("question", "ends"),
    [("Who came?", False), ("Who came since 2024?", False), ("Who came in 2024?", True), ("Who came by 2024?", True)],
)
def test_a_time_that_goes_on_is_not_over(question, ends):
    assert time_scope(question).ends is ends


@pytest.mark.parametrize(
    ("question", "found", "wrong"),
    [
        ("What happened?", passage("In 2019 it rained."), False),
        ("What happened in 2024?", passage("In 2019 it rained."), True),
        ("What happened in 2024?", passage("In 2024 it rained."), False),
        ("What happened in 2024?", passage(title="Report (2024)"), False),
        ("What happened in 2024?", passage(date="2024-05-01"), False),
        ("What happened in 2024?", passage(date="2026-05-01"), True),
        ("What happened in 2024?", passage(), False),  # names no time: nothing speaks against it
        ("What happened since 2024?", passage(date="2026-02-01"), False),
        ("What happened since 2024?", passage("In 2019 it rained.", date="2021"), True),
        ("What happened since October 2025?", passage("In March 2025 it rained.", date="2025-04"), True),
        ("What happened since October 2025?", passage("In 2025 it rained."), False),
        ("What happened in October 2025?", passage(date="2025-11-12"), False),  # told a month later
        ("What happened before the takeover?", passage("In 2012 it rained.", date="2025"), False),
        ("What happened before the takeover?", passage("In 2023 it rained.", date="2025"), True),
        ("What happened before and after the takeover?", passage("In 2023 it rained."), False),
        ("What happened between 2021 and 2024?", passage("In 2022 it rained.", date="2026"), False),
        ("What happened between 2021 and 2024?", passage(date="2026"), True),
    ],
)
def test_a_passage_is_wrong_in_time_only_if_all_its_dates_are(question, found, wrong):
    assert wrong_time(time_scope(question), found) is wrong
