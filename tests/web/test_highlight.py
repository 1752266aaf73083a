"""The highlight is the cited span, letter for letter, and the page shows the whole document."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.schema import Document, Span
from assistant.web.blocks import blocks
from assistant.web.document_view import document_html
from assistant.web.highlight import Highlighter, cited_span

TEXT = "## Head & tail\n\nFirst <b>line</b>\ngoes on.\n\n- one\n- two\n\nLast."


def marks(read_html, html):
    return [read_html(mark).text for mark in re.findall(r"<mark[^>]*>.*?</mark>", html, re.S)]


def a_text(text):
    return Document(id="x", title="X", publisher="P", perspective="UN", kind="report", form="text", text=text)


def test_blocks_leave_out_the_marks_of_headings_and_items():
    found = [(block.kind, TEXT[block.start : block.end]) for block in blocks(TEXT)]
    assert found == [
        ("heading", "Head & tail"),
        ("paragraph", "First <b>line</b>\ngoes on."),
        ("item", "one"),
        ("item", "two"),
        ("paragraph", "Last."),
    ]


@given(st.text(alphabet="ab #-*.1\n\t<&", max_size=80))
def test_blocks_hold_every_letter_once_and_in_order(text):
    found = list(blocks(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    shown = "".join(text[block.start : block.end] for block in found)
    assert [c for c in shown if c in "ab<&"] == [c for c in text if c in "ab<&"]


@given(st.text(alphabet="ab <&é\n", min_size=1, max_size=40), st.data())
def test_the_mark_is_the_span(read_html, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    html = Highlighter(text, Span(start=start, end=end)).html(0, len(text))
    assert marks(read_html, html) == [text[start:end]]
    assert read_html(html).text == text


def test_a_span_over_two_blocks_becomes_two_marks_and_one_id(read_html):
    start = TEXT.index("one")
    html = document_html(a_text(TEXT), Span(start=start, end=TEXT.index("Last") + 4))
    assert marks(read_html, html) == ["one", "two", "Last"]
    assert html.count('id="cited"') == 1


def test_source_text_is_shown_and_never_markup():
    html = document_html(a_text(TEXT), None)
    assert "First &lt;b&gt;line" in html
    assert "<b>" not in html


def test_every_point_dispute_and_summary_of_every_brief_can_be_highlighted(read_html, documents):
    for document in documents.values():
        spans = [point.span for point in document.points] + [p.dispute for p in document.points if p.dispute]
        spans += [document.summary] if document.summary else []
        for span in spans[:4]:
            assert marks(read_html, document_html(document, span)) == [document.text[span.start : span.end]], (
                document.id
            )


@pytest.mark.parametrize(
    ("start", "end"), [("x", "2"), ("5", "2"), ("0", "99999"), ("-1", "3"), ("1", None), ("3", "3")]
)
def test_a_passage_that_is_not_there_is_said_to_be_so(start, end):
    query = {key: value for key, value in (("start", start), ("end", end)) if value is not None}
    with pytest.raises(InputError, match="does not have"):
        cited_span(query, TEXT)


def test_an_address_without_a_passage_is_fine():
    assert cited_span({"id": "x"}, TEXT) is None
