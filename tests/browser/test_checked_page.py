"""The article, checked: the marks, the passages beside them, and the way to the source."""

import re

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.settings import load_settings
from assistant.web.blocks import blocks

pytestmark = pytest.mark.browser

WIDTHS = [pytest.param(1440, id="wide"), pytest.param(390, id="phone")]
OVERFLOWING = """[...document.querySelectorAll('.stMain *')]
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(load_settings().corpus_dir)


@pytest.fixture
def checked_page(new_page, app):
    def open_page(width=1440, **options):
        page = new_page(f"{app}/checked", width=width, **options)
        page.locator(".w-claim").first.wait_for()
        return page

    return open_page


@pytest.mark.parametrize("width", WIDTHS)
def test_the_article_is_whole_and_every_claim_marked(checked_page, catalog, width):
    page = checked_page(width)
    quotes = [check.quote for check in catalog.checks]
    assert page.locator("mark.w-claim").all_text_contents() == quotes
    text = catalog.documents[catalog.checks[0].document_id].text
    shown = page.evaluate(
        """[...document.querySelectorAll('.w-checked-text')].flatMap(row => {
             const copy = row.cloneNode(true);
             copy.querySelectorAll('.w-signs').forEach(sign => sign.remove());
             return [...copy.querySelectorAll('h2, h3, h4, p, li')].map(part => part.textContent);
           })"""
    )
    assert shown == [text[block.start : block.end] for block in blocks(text)]
    assert page.locator(".w-checked-text h2").count() == text.count("\n## ") + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_following_a_mark_with_the_keyboard_shows_its_findings(checked_page, catalog, width):
    page = checked_page(width)
    link = page.locator('a.w-signs[href="#check-2"]')
    link.focus()
    page.keyboard.press("Enter")
    findings = page.locator("#check-2 .w-findings > li")
    findings.first.wait_for(state="visible")
    check = catalog.checks[1]
    assert findings.count() == len(check.findings)
    for shown, expected in zip(findings.all(), check.findings, strict=True):
        words = shown.inner_text()
        assert expected.relation in words
        assert expected.note in words
        assert shown.locator(".w-said").text_content() == expected.quote
        assert "brief – editors' summary" in words
        assert re.search(r"\b(19|20)\d\d\b", shown.locator(".w-head").inner_text())
        assert shown.locator(".w-voice").count() >= 1
    page.wait_for_function("document.getElementById('check-2').getBoundingClientRect().top < innerHeight")
    assert page.evaluate(OVERFLOWING) == 0


def test_the_findings_stand_beside_the_text_or_below_it(checked_page):
    tops = "['.w-checked-text', '.w-beside'].map(name => document.querySelectorAll(name)[1].getBoundingClientRect())"
    text, beside = checked_page(1440).evaluate(tops)
    assert beside["left"] >= text["right"]
    text, beside = checked_page(390).evaluate(tops)
    assert beside["top"] >= text["bottom"]


def test_a_finding_opens_its_source_with_the_quote_highlighted(checked_page, catalog):
    page = checked_page()
    page.locator('a.w-signs[href="#check-2"]').click()
    link = page.locator("#check-2 .w-open").first
    link.wait_for(state="visible")
    with page.context.expect_page() as opened:
        link.click()
    mark = opened.value.locator("#cited")
    mark.wait_for(timeout=60_000)
    assert mark.text_content() == catalog.checks[1].findings[0].quote
    assert page.locator(".w-claim").count() == len(catalog.checks)


def test_a_reader_can_see_one_relation_only(checked_page, catalog):
    page = checked_page()
    wanted = [check.quote for check in catalog.checks if "single source" in check.relations]
    page.get_by_text(f"Single source ({len(wanted)})", exact=True).click()
    page.wait_for_function(f"document.querySelectorAll('mark.w-claim').length === {len(wanted)}")
    assert page.locator("mark.w-claim").all_text_contents() == wanted
    assert set(page.locator(".w-findings .w-relation").all_text_contents()) == {"① single source"}
