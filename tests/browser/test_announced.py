"""What is said to a screen reader, and text at twice its size."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessible import PAGES

pytestmark = pytest.mark.browser

TTP = "How many TTP fighters are in Afghanistan?"
OFF_TOPIC = "What is the best recipe for apple strudel?"


def test_a_finished_answer_is_announced_once(new_page, app, ask, at_rest):
    page = new_page(app)
    region = page.locator("#w-announcer[role='status']")
    page.locator(".st-key-examples").wait_for()
    expect(region).to_have_text("")
    ask(page, TTP)
    claims = page.locator(".w-verdicts li").count()
    expect(region).to_have_text(f"Answer ready, {claims} claims")
    ask(page, OFF_TOPIC)
    expect(region).to_have_text("No answer in these sources")
    page.evaluate("""window.said = [];
        new MutationObserver(() => window.said.push(document.getElementById("w-announcer").textContent))
            .observe(document.getElementById("w-announcer"), {childList: true, characterData: true, subtree: true})""")
    page.get_by_text("Who says what on this").first.click()  # and back: nothing is said of what was said before
    page.locator(".w-who").wait_for()
    page.go_back()
    page.locator("#question-2").wait_for()
    at_rest(page)
    assert page.evaluate("window.said") == []
    page.reload()
    page.locator(".w-abstained").wait_for()
    at_rest(page)
    page.wait_for_timeout(300)
    expect(region).to_have_text("")
    assert page.locator(".stHtml [role='status']").count() == 0


def test_text_at_twice_its_size_stays_within_the_page(new_page, app, ask, at_rest, too_wide, size):
    page = new_page(app, *size)
    beyond = {}
    for path in ("answer", *PAGES):
        if path == "answer":
            ask(page, TTP)
            page.locator(".w-verdicts summary").click()
        else:
            page.goto(app + path)
            page.locator(PAGES[path]).first.wait_for()
        at_rest(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_timeout(500)
        beyond[path] = too_wide(page)
    assert {path: found[:5] for path, found in beyond.items() if found} == {}
