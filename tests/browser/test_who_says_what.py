"""The table of voices against statements, as a reader meets it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_answer_leads_to_its_table_with_disputes_beside_what_they_dispute(
    new_page, app, ask, at_rest, width, height
):
    page = new_page(app, width, height)
    ask(page, "How many TTP fighters are in Afghanistan?")
    page.get_by_text("Who says what on this").click()
    page.locator(".w-who").wait_for()
    at_rest(page)
    statement = page.locator("td > .w-point").filter(has_text="about 6,000 TTP fighters are based")
    count = page.locator(".w-who tr").filter(has=statement)
    expect(count).to_contain_text("December 2025")
    if width > 800:
        expect(page.locator(".w-who thead")).to_contain_text("Source dated")
    else:
        before = "getComputedStyle(document.querySelector('.w-who .w-when'), '::before').content"
        assert page.evaluate(before) == '"Source dated "'
    expect(count.locator("li").first).to_contain_text("Taliban")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    count.locator("li a").first.click()
    assert page.evaluate("document.querySelector('.w-who tr:target') !== null")


def test_a_topic_gives_a_table_of_its_documents_and_a_statement_opens_its_source(new_page, app, at_rest):
    page = new_page(f"{app}/who?topic=narcotics")
    page.locator(".w-who").wait_for()
    at_rest(page)
    voices = page.locator(".w-who th .w-voice").all_inner_texts()
    assert len(voices) > 2
    assert [voice.casefold() for voice in voices] == sorted(voice.casefold() for voice in voices)
    with page.context.expect_page() as opened:
        page.locator(".w-who td a").first.click()
    expect(opened.value.locator("#cited")).to_be_visible(timeout=30_000)


def test_a_question_that_nobody_answers_is_said_to_be_one(new_page, app):
    page = new_page(f"{app}/who?q=What+is+the+best+recipe+for+apple+strudel%3F")
    page.get_by_text("The sources do not say").wait_for()
    assert page.locator(".w-who").count() == 0
