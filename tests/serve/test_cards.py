"""What a person sees: voices, forms and evidence; and nothing that a terminal would obey."""

import io
import sys

import pytest

from assistant.schema import Answer, Citation, Claim, Disagreement, Hit
from assistant.serve.cards import show_answer, show_document, show_hits
from assistant.serve.printable import printable
from assistant.serve.terminal import build_progress, console

EVIL = "\x1b[2J\x1b]52;c;c2VjcmV0\x07\u202egnp.\u2066\x9b31m\x00"


def source(**changes):
    values = {
        "document_id": "a-brief",
        "passage_id": "a-brief:1",
        "title": "A statement",
        "publisher": "A ministry",
        "perspective": "Pakistan",
        "speaker": "Taliban",
        "kind": "statement",
        "form": "brief",
        "date": "2025-10-19",
        "where": "point 1",
        "url": "https://example.org/official",
        "evidence": ["https://example.org/read"],
        "confidence": "medium",
        "disputed_by": "Pakistan says otherwise",
        "quote": "Four trucks crossed.",
        "start": 0,
        "end": 20,
    }
    return values | changes


def answered(**changes):
    cited = Citation(number=1, **source(**changes))
    claim = Claim(text="x", perspective="Taliban", verdict="supported", support=0.9, citations=[cited])
    return Answer(
        question="q",
        standalone_question="q",
        abstained=False,
        confidence=0.9,
        text="The **Taliban** say so. [1]",
        claims=[claim, claim.model_copy(update={"perspective": "UN"})],
        disagreements=[Disagreement(topic="trucks", claims=[0, 1])],
        related=[Hit(text="near", score=1.0, **source(title="Another"))],
        sources_as_of="2026-06",
    )


def printed(capsys, answer):
    show_answer(answer)
    return capsys.readouterr().out


def test_a_card_tells_all_that_a_reader_needs_to_check_it(capsys):
    out = printed(capsys, answered())
    for words in (
        "The Taliban say so. [1]",
        "[1]  A statement",
        "voice: Taliban (in a document of Pakistan)",
        "A ministry · 2025-10-19 · statement · brief · point 1 · as reported",
        "Disputed: Pakistan says otherwise",
        "document: https://example.org/official",
        "evidence: https://example.org/read",
        "The voices differ (trucks): Taliban, UN.",
        "The sources reach until 2026-06.",
    ):
        assert words in " ".join(out.split()) or words in out


def test_a_source_is_shown_once_however_many_claims_cite_it(capsys):
    assert printed(capsys, answered()).count("[1]  A statement") == 1


def test_only_the_publishers_own_words_stand_in_quotation_marks(capsys):
    assert "Editors' summary: Four trucks crossed." in printed(capsys, answered())
    for form in ("text", "original"):
        out = printed(capsys, answered(form=form))
        assert "“Four trucks crossed.”" in out
    assert "“" not in printed(capsys, answered())


def test_what_was_only_looked_at_is_no_source(capsys):
    sources, looked_at = printed(capsys, answered()).split("\nAlso looked at\n")
    assert "Another" not in sources
    assert "Another" in looked_at


@pytest.mark.parametrize("field", ["title", "publisher", "quote", "where", "url", "speaker", "disputed_by"])
def test_no_field_of_a_source_can_steer_the_terminal(capsys, field):
    show_answer(answered(**{field: f"before{EVIL}after"}))
    show_hits([Hit(text="t", score=1.0, **source(**{field: f"before{EVIL}after"}))])
    out = capsys.readouterr().out
    assert "before" in out
    assert not set(out) & set("\x1b\x07\x9b\x00\u202e\u2066")


def test_the_answer_itself_cannot_steer_the_terminal(capsys, documents):
    hostile = {"text": EVIL, "standalone_question": EVIL, "fallback_reason": EVIL, "sources_as_of": EVIL}
    show_answer(answered().model_copy(update=hostile))
    document = next(iter(documents.values())).model_copy(update={"text": EVIL, "title": EVIL})
    show_document(document)
    assert not set(capsys.readouterr().out) & set("\x1b\x07\x9b\x00\u202e\u2066")


def test_brackets_in_a_source_are_words_and_no_markup(capsys):
    assert "[bold]x[/bold]" in printed(capsys, answered(quote="[bold]x[/bold] :smile:"))


def test_printable_keeps_letters_of_every_script_and_line_ends():
    text = "Türkiye – «цитата» طالبان 塔利班\n\ttab"
    assert printable(text) == text
    assert printable("a\x1bb\rc\u200bd") == "abcd"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False)])
def test_colours_only_where_they_are_wanted(monkeypatch, no_color, coloured):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    console().print("words", style="red")
    assert ("\x1b[31m" in terminal.getvalue()) is coloured


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    with build_progress() as progress:
        progress("Embedding", 1, 2)
    assert capsys.readouterr() == ("", "")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with build_progress() as progress:
        progress("Embedding", 1, 2)
    assert "Embedding" in terminal.getvalue()
