"""A checked text: the text is whole and unchanged, its claims are marked, and what sources say is escaped."""

import pytest

from assistant.corpus.checks import Check, CheckFinding
from assistant.corpus.parse import parse_file
from assistant.schema import Document
from assistant.web.checked_page import heading_html
from assistant.web.checked_view import checked_html, with_relation
from assistant.web.finding_view import SIGNS

BRIEF = """
id: example-brief
title: Example statement on the border (2025)
publisher: Ministry of Examples
perspective: Pakistan
kind: statement
date: '2025-03-02'
summary: An example of a brief, with one disputed point.
points:
- text: The ministry said on 2 March 2025 that forty trucks had crossed the border at Torkham.
  speaker: Pakistan
  disputed_by: The Taliban say that only four trucks crossed.
  confidence: high
"""
HOSTILE = '<script>owned()</script> <img src=x onerror="owned()">'
TEXT = f"## The gate\n\nForty trucks wait. Four {HOSTILE} left.\n\nWanted:\n\n- Open it\n- Close it\n"


def document(name, text, **fields):
    known = {"title": HOSTILE, "publisher": HOSTILE, "perspective": "UN", "kind": "report", "form": "text"}
    return Document(id=name, text=text, **(known | fields))


def check(quote, *findings):
    start = TEXT.index(quote)
    return Check(document_id="note", quote=quote, start=start, end=start + len(quote), findings=list(findings))


def finding(relation, quote=HOSTILE):
    source = SOURCE.text
    start = source.index(quote)
    return CheckFinding(
        relation=relation, note=HOSTILE, document_id="other", quote=quote, start=start, end=start + len(quote)
    )


SOURCE = document("other", f"A sentence. {HOSTILE} and more.", url="https://example.org/", date="2025-10-19")
NOTE = document("note", TEXT)
DOCUMENTS = {"note": NOTE, "other": SOURCE}
CHECKS = [
    check("Forty trucks", finding("agrees"), finding("differs", "A sentence.")),
    check(f"Four {HOSTILE}", CheckFinding(relation="single source", note="Nobody else says so.")),
    check("Close it", finding("adds")),
]


@pytest.fixture
def html():
    return checked_html(NOTE, with_relation(CHECKS, None), DOCUMENTS)


def test_each_claim_is_marked_and_leads_to_its_findings_and_back(html, read_html):
    tags = read_html(html).tags
    marks = [attributes for tag, attributes in tags if tag == "mark"]
    assert [mark["id"] for mark in marks] == ["claim-1", "claim-2", "claim-3"]
    ids = {attributes["id"] for _, attributes in tags if "id" in attributes}
    links = [attributes["href"] for tag, attributes in tags if tag == "a" and attributes["href"].startswith("#")]
    assert sorted(link[1:] for link in links) == sorted(ids)
    assert "agrees, differs" in next(a["aria-label"] for tag, a in tags if tag == "a" and a["href"] == "#check-1")


def test_a_source_opens_at_the_quoted_span_in_a_new_tab(html, read_html):
    link = next(a for tag, a in read_html(html).tags if tag == "a" and a.get("class") == "w-open")
    start = SOURCE.text.index(HOSTILE)
    assert link["href"] == f"source?id=other&start={start}&end={start + len(HOSTILE)}"
    assert link["target"] == "_blank"


def test_headings_and_lists_stay_what_they_are(html, read_html):
    tags = [tag for tag, _ in read_html(html).tags]
    assert tags.count("h2") == 1
    before, _, after = html.partition("<ul><li>Open it</li>")
    assert before
    assert after.startswith('<li><mark class="w-claim" id="claim-3"')


def test_every_relation_is_a_sign_and_a_word(html):
    for relation, sign in SIGNS.items():
        assert f'<span aria-hidden="true">{sign}</span> {relation}</span>' in html


def test_nothing_of_a_source_becomes_html(html, read_html):
    tags = {tag for tag, _ in read_html(html + heading_html(NOTE, CHECKS)).tags}
    assert not tags & {"script", "img"}
    assert not [1 for _, attributes in read_html(html).tags if any(name.startswith("on") for name in attributes)]


def test_a_filter_keeps_numbers_and_leaves_only_that_relation(read_html):
    chosen = with_relation(CHECKS, "adds")
    assert list(chosen) == [3]
    assert [item.relation for item in with_relation(CHECKS, "differs")[1].findings] == ["differs"]
    assert "claim-1" not in checked_html(NOTE, chosen, DOCUMENTS)


def test_a_claim_over_two_blocks_is_marked_in_both_and_listed_once(read_html):
    claim = check("Open it\n- Close it", finding("adds"))
    tags = read_html(checked_html(NOTE, {1: claim}, DOCUMENTS)).tags
    assert [tag for tag, _ in tags].count("mark") == 2
    assert [tag for tag, _ in tags].count("details") == 1
    assert len([1 for _, attributes in tags if attributes.get("id") == "claim-1"]) == 1


def test_a_dispute_is_not_put_into_the_mouth_of_the_points_speaker(tmp_path, read_html):
    (tmp_path / "example-brief.yaml").write_text(BRIEF)
    brief = parse_file(tmp_path / "example-brief.yaml")

    def shown(quote):
        start = brief.text.index(quote)
        place = {"document_id": brief.id, "quote": quote, "start": start, "end": start + len(quote)}
        claim = check("Forty trucks", CheckFinding(relation="differs", note="A note.", **place))
        return read_html(checked_html(NOTE, {1: claim}, {"note": NOTE, brief.id: brief})).text

    assert "Disputed: The Taliban say" in shown("forty trucks had crossed")
    dispute = shown("only four trucks crossed")
    assert "dispute recorded beside a point by Pakistan" in dispute
    assert "Disputed:" not in dispute
    assert "the editors on a document of Pakistan" in shown("An example of a brief")


def test_the_legend_counts_claims(read_html):
    text = read_html(heading_html(NOTE, CHECKS)).text
    assert "3 claims of this text beside 1 other sources" in text
    assert text.count("(1 of 3 claims)") == 4
