"""The claims of a text beside what other sources say: where they stand, and what is wrong in a checks file."""

from collections import Counter
from itertools import pairwise

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.corpus.check import check_corpus
from assistant.corpus.checks import RELATIONS, findings_for
from assistant.corpus.checks_file import fitting_checks
from assistant.errors import CorpusError
from assistant.settings import load_settings

ARTICLE = "taliban-seek-regional-legitimacy"
CHECKS = """\
document: border-note
claims:
  - quote: Their drivers sleep in the cabins.
    findings:
      - relation: single source
        note: No other source says where the drivers sleep.
  - quote: The trucks wait at the gate of Torkham for nine days.
    findings:
      - relation: differs
        document: example-brief
        quote: The Taliban say that only four trucks crossed.
        note: The Taliban give a count and the text gives none.
      - relation: agrees
        document: example-brief
        quote: forty trucks had crossed the border at Torkham
        note: The ministry has trucks at Torkham as well.
"""


@pytest.fixture
def checks_file(small):
    """The checks of the small corpus's text, which a test may spoil."""
    path = small.corpus_dir / "checks" / "border-note.yaml"
    path.parent.mkdir()
    path.write_text(CHECKS)
    return path


def spoil(path, old, new):
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


def test_claims_come_in_the_order_of_the_text_with_their_places(small, checks_file):
    catalog = load_catalog(small.corpus_dir)
    first, second = catalog.checks
    text = catalog.get("border-note").text
    assert text[first.start : first.end] == first.quote == "The trucks wait at the gate of Torkham for nine days."
    assert text[second.start : second.end] == "Their drivers sleep in the cabins."
    assert first.relations == ["agrees", "differs"]
    brief = catalog.get("example-brief").text
    for finding in first.findings:
        assert brief[finding.start : finding.end] == finding.quote
    assert second.findings[0].document_id is None
    assert second.findings[0].start is None


def test_a_corpus_needs_no_checks(small):
    assert load_catalog(small.corpus_dir).checks == []


def test_a_sound_file_has_no_problem(small, checks_file):
    assert [problem for problem in check_corpus(small.corpus_dir) if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("Their drivers sleep in", "Their drivers slept in", 3, "does not stand in 'border-note', letter for letter"),
        ("quote: Their drivers sleep in the cabins.", "quote: the", 3, "stands in 'border-note' more than once"),
        ("quote: Their drivers sleep in the cabins.", "quote: gate of Torkham", 7, "overlaps the claim 'gate of"),
        ("only four trucks crossed", "only five trucks crossed", 11, "does not stand in 'example-brief'"),
        ("quote: forty trucks had crossed the border at Torkham", "quote: trucks", 15, "more than once"),
        ("document: border-note", "document: no-note", 1, "no document has the id 'no-note'"),
        ("document: border-note", "document: example-brief", 1, "is not the file's name 'border-note'"),
        ("single source", "differs", 5, "document: missing; only a 'single source'"),
        ("relation: agrees", "relation: confirms", 13, "'agrees', 'adds', 'differs' or 'single source'"),
        ("note: No other", "remark: No other", 6, "claims.0.findings.0.remark: Extra inputs are not permitted"),
        ("note: No other source says where the drivers sleep.", "note: ' '", 6, "note: blank"),
        ("document: border-note\n", "document: border-note\ndocument: border-note\n", 2, "is given twice"),
        ("claims:", "claims: [", 3, "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(small, checks_file, old, new, line, says):
    spoil(checks_file, old, new)
    errors = [problem for problem in check_corpus(small.corpus_dir) if problem.severity == "error"]
    assert any(problem.line == line and says in problem.message for problem in errors), errors
    assert {problem.file for problem in errors} == {str(checks_file)}
    with pytest.raises(CorpusError, match=r"border-note\.yaml:\d+: "):
        load_catalog(small.corpus_dir)


def test_every_mistake_is_named_and_not_only_the_first(small, checks_file):
    spoil(checks_file, "Their drivers sleep in", "Their drivers slept in")
    spoil(checks_file, "only four trucks crossed", "only five trucks crossed")
    lines = [problem.line for problem in check_corpus(small.corpus_dir) if problem.severity == "error"]
    assert lines == [3, 11]


def test_a_text_is_no_witness_for_itself(small, checks_file):
    path = checks_file.read_text().replace("document: example-brief", "document: border-note")
    checks_file.write_text(path)
    messages = [problem.message for problem in check_corpus(small.corpus_dir) if problem.severity == "error"]
    assert len(messages) == 2
    assert all("is the text that is checked" in message for message in messages)


def test_a_file_of_another_kind_is_reported_as_unread(small, checks_file):
    (checks_file.parent / "notes.txt").write_text("notes")
    assert "is not read: checks/ takes .yaml, .yml" in [problem.message for problem in check_corpus(small.corpus_dir)]


def test_checks_that_do_not_fit_an_older_text_are_left_out(small, checks_file):
    documents = dict(load_catalog(small.corpus_dir).documents)
    brief = documents["example-brief"]
    documents["example-brief"] = brief.model_copy(update={"text": brief.text.replace("only four", "only five")})
    first, second = fitting_checks(small.corpus_dir, documents)
    assert [finding.relation for finding in first.findings] == ["agrees"]
    assert second.quote == "Their drivers sleep in the cabins."
    del documents["border-note"]
    assert fitting_checks(small.corpus_dir, documents) == []


def test_findings_of_a_span_are_those_of_the_claims_it_touches(small, checks_file):
    catalog = load_catalog(small.corpus_dir)
    first, second = catalog.checks
    assert findings_for(catalog.checks, "border-note", first.start, second.end) == first.findings + second.findings
    assert findings_for(catalog.checks, "border-note", first.end - 1, first.end) == first.findings
    assert findings_for(catalog.checks, "border-note", 0, first.start) == []
    assert findings_for(catalog.checks, "border-note", first.end, second.start) == []
    assert findings_for(catalog.checks, "example-brief", first.start, first.end) == []


def test_the_articles_claims_are_checked_from_beginning_to_end():
    catalog = load_catalog(load_settings().corpus_dir)
    checks = [check for check in catalog.checks if check.document_id == ARTICLE]
    relations = Counter(finding.relation for check in checks for finding in check.findings)
    assert set(relations) == set(RELATIONS)
    text = catalog.get(ARTICLE).text
    sections = [offset for offset in range(len(text)) if text.startswith("## ", offset)] + [len(text)]
    for begin, end in pairwise(sections):
        assert [check for check in checks if begin <= check.start < end], text[begin:end][:60]
    for check in checks:
        assert len({(finding.document_id, finding.quote) for finding in check.findings}) == len(check.findings)
