"""What an exported file says, in each format, whatever a source holds."""

import io
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from assistant.chat.records import Exchange
from assistant.export.formats import FORMATS, file_name
from assistant.export.html import write_html
from assistant.export.markdown import write_markdown
from assistant.export.paper import paper_of
from assistant.export.pdf import MISSING, write_pdf
from assistant.export.text import Run, blocks
from assistant.schema import Answer, Citation, Claim, Filters

HOSTILE = "<script>x()</script> [click](javascript:x()) ![i](https://t.example/p.png) #eval(1) $x$ \u202eg.\x00 *b* `c`"
NAMES = "Türkiye; د پښتو ژبه ړ ۍ; Тоҷикистон; Ελλάδα; Gülbahār"


def citation(number, quote, form="brief", url="https://example.org/a?b=1&c=2", title="Report on Torkham"):
    return Citation(
        number=number, document_id="d", passage_id="p", title=title, publisher="Ministry", perspective="UN",
        speaker="Taliban", kind="report", form=form, date="2025-03-02", where="para. 7", url=url, evidence=[],
        confidence="medium", disputed_by="Pakistan denies it.", quote=quote, start=0, end=len(quote),
    )  # fmt: skip


def paper(text, *citations, question="How many?", title="Torkham"):
    claims = [Claim(text="c", perspective="Taliban", verdict="partly", support=0.5, citations=list(citations))]
    answer = Answer(
        question=question, standalone_question="How many lorries?", abstained=False, confidence=0.9, text=text,
        claims=claims, sources_as_of="2026-06",
    )  # fmt: skip
    return paper_of(title, [Exchange(question, Filters(), answer, number=1), Exchange("Unanswered?", Filters())])


def text_of(form, made):
    """What a reader of the file would read."""
    if form.suffix == ".docx":
        from docx import Document

        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
    if form.suffix == ".pdf":
        import pypdf

        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    html = made.decode() if form.suffix == ".html" else MarkdownIt().render(made.decode())
    reader = HTMLParser()
    texts = []
    reader.handle_data = texts.append
    reader.feed(html)
    return "".join(texts)


def flat(text):
    return "".join(text.split())


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_has_the_answer_and_whole_references(form):
    made = paper(
        "**Taliban**: forty lorries [1], [2].\n\n- waited [3]",
        citation(1, "Forty lorries waited."),
        citation(2, "Forty!", form="text", url=None),
    )
    text = flat(text_of(form, form.write(made)))
    for wanted in (
        "Torkham", "How many?", "Understood as: How many lorries?", "Taliban: forty lorries [1], [2].", "waited [3]",
        "Report on Torkham", "Ministry", "2 March 2025", "brief – editors' summary", "text – the publisher's own words",
        "para. 7", "Taliban, in a document of UN", "https://example.org/a?b=1&c=2", "no public address on record",
        "Forty lorries waited.", "As reported", "Disputed: Pakistan denies it.", "Partly supported",
        "The sources reach until June 2026",
    ):  # fmt: skip
        assert flat(wanted) in text, wanted
    assert "Unanswered" not in text
    if form.suffix != ".html":  # there <q> makes the marks
        assert "“Forty!”" in text.replace('"', "“").replace("““", "“") or '"Forty!"' in text
    assert "“Fortylorrieswaited.”" not in text


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_what_a_source_holds_is_text_in_every_format(form):
    made = form.write(
        paper(f"Said: {HOSTILE} [1]", citation(1, HOSTILE, title=HOSTILE), question=HOSTILE, title=HOSTILE)
    )
    text = flat(text_of(form, made))
    assert text.count(flat("<script>x()</script> [click](javascript:x())")) >= 4
    assert "\u202e" not in text
    assert "\x00" not in text
    if form.suffix in {".html", ".md"}:
        html = made.decode() if form.suffix == ".html" else MarkdownIt().render(made.decode())
        assert "<script" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_html_fetches_nothing_and_a_strange_address_is_no_link():
    html = write_html(paper("x [1]", citation(1, "q", url="javascript:alert(1)"))).decode()
    assert "default-src 'none'" in html
    assert "src=" not in html.replace("default-src", "").replace("style-src", "")
    assert "javascript:alert(1)" in html
    assert "href='javascript" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_names_of_the_region_are_whole(form):
    text = text_of(form, form.write(paper(f"{NAMES} [1]", citation(1, NAMES))))
    for name in ("Türkiye", "Тоҷикистон", "Ελλάδα", "Gülbahār"):
        assert name in text
    if form.suffix != ".pdf":  # a PDF's text is in the order of the glyphs
        assert "د پښتو ژبه ړ ۍ" in text


def test_the_pdf_has_the_glyphs_of_pashto_and_says_where_it_lacks_some(tmp_path):
    assert b"Amiri" in write_pdf(paper("د پښتو ژبه ړ ۍ", citation(1, "q")))
    form = FORMATS[0]
    assert flat(MISSING) in flat(text_of(form, write_pdf(paper("中文", citation(1, "q")))))
    assert flat(MISSING) not in flat(text_of(form, write_pdf(paper(NAMES, citation(1, NAMES)))))


def test_a_line_that_looks_like_a_list_or_heading_is_none():
    html = MarkdownIt().render(write_markdown(paper("1. x\n# y\n+ z", citation(1, "q"))).decode())
    assert html.count("<h1>") == 1
    assert html.count("<ol>") == 1  # the references


def test_runs():
    [block] = blocks("- **UN**: *as reported*, 5*3 [1] [9]", {1})
    assert block.level == 1
    assert block.runs == [
        Run("UN", bold=True), Run(": "), Run("as reported", italic=True), Run(", 5*3 "), Run("[1]", cites=1),
        Run(" [9]"),
    ]  # fmt: skip


def test_file_names_are_safe():
    made = paper("x", citation(1, "q"), title="../../etc/pass wd?: Türkiye\n" + "x" * 200)
    name = file_name(made, FORMATS[0])
    assert name.startswith("etc-pass-wd-türkiye-x")
    assert len(name) < 70
    assert "/" not in name


def test_a_single_answer_has_its_question_once():
    for form in FORMATS:
        made = paper("Forty [1].", citation(1, "q"), question="How many lorries came?", title="How many lorries came?")
        text = text_of(form, form.write(made))
        body = text.split("Forty", 1)[0]
        assert body.count("How many lorries came?") == (2 if form.suffix == ".html" else 1)  # HTML has a <title> too
