"""The chart of sources by date."""

import datetime

from assistant.web.timeline_chart import timeline
from assistant.web.timeline_page import list_html


def dated(documents, *dates, **changes):
    first = next(iter(documents.values()))
    return [first.model_copy(update={"date": date, **changes}) for date in dates]


def test_every_dated_source_is_a_mark_in_the_row_of_its_voice(documents):
    shown = [document for document in documents.values() if document.date]
    (trace,) = timeline(shown).data
    assert len(trace.x) == len(shown)
    axis = timeline(shown).layout.yaxis
    row = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    for document, height in zip(shown, trace.y, strict=True):
        assert abs(height - row[document.perspective]) < 0.5


def test_a_month_is_drawn_as_a_month_and_a_day_as_a_day(documents):
    (trace,) = timeline(dated(documents, "2025-06", "2025-10-19")).data
    day = datetime.timedelta(days=1) / datetime.timedelta(milliseconds=1)
    assert list(trace.error_x.array) == [14.5 * day, 0]
    assert trace.x[1] == datetime.datetime(2025, 10, 19)


def test_a_title_is_no_markup_to_plotly(documents):
    (trace,) = timeline(dated(documents, "2025", title='<a href="https://x.example">x</a>')).data
    assert "<a" not in trace.hovertext[0]


def test_the_list_says_which_sources_have_no_date(read_html, documents):
    text = read_html(list_html(dated(documents, "2025", "2024-03"), dated(documents, None))).text
    assert text.index("2025 (1)") < text.index("March 2024") < text.index("Without a date (1)")
