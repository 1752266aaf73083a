"""What a reader learns of a citation without leaving the answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TTP = "How many TTP fighters are in Afghanistan?"
SIZES = [(1440, 900), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_keyboard_reaches_a_citation_and_sees_what_it_says(new_page, app, ask, width, height):
    page = new_page(app, width, height)
    ask(page, TTP)
    marker, preview = page.locator(".w-answer .w-cite").first, page.locator(".w-answer .w-preview").first
    expect(preview).to_be_hidden()
    marker.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(preview).to_be_visible()
    quote = page.locator("#answer-1-source-1 .w-said").text_content()
    for said in ("UN", "brief – editors' summary", quote):
        expect(preview).to_contain_text(said)
    expect(preview.locator(".w-preview-from")).to_contain_text(re.compile(r"\b20\d\d\b"))
    box = preview.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Tab")
    expect(preview).to_be_hidden()


def test_the_pointer_may_move_onto_the_preview(new_page, app, ask):
    page = new_page(app)
    ask(page, TTP)
    preview = page.locator(".w-answer .w-preview").first
    page.locator(".w-answer .w-cite").first.hover()
    expect(preview).to_be_visible()
    preview.hover()
    expect(preview).to_be_visible()
    page.mouse.move(5, 5)
    expect(preview).to_be_hidden()


def test_each_claim_has_a_verdict_in_words_and_the_two_lists_stay_apart(new_page, app, ask):
    page = new_page(app)
    ask(page, TTP)
    page.locator(".w-verdicts summary").press("Enter")
    verdicts = page.locator(".w-verdict")
    assert verdicts.count() == page.locator(".w-verdicts li").count() > 1
    expect(verdicts.first).to_have_text("supported – the editors' summary, letter for letter")
    cited = {card.get_attribute("id") for card in page.locator(".w-card").all()}
    assert cited
    page.get_by_text("Also looked at (").click()
    expect(page.locator(".w-related").first).to_be_visible()
    assert page.locator(".w-related .w-card").count() == 0
