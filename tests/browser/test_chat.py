"""The conversation, as a reader meets it."""

import re

import pytest
from playwright.sync_api import TimeoutError, expect

pytestmark = pytest.mark.browser

TTP = "How many TTP fighters are in Afghanistan?"
OFF_TOPIC = "What is the best recipe for apple strudel?"


def test_a_first_visit_offers_examples_and_says_what_is_searched(new_page, app):
    page = new_page(app)
    example = page.locator('[class*="st-key-example_"] button').first
    example.wait_for()
    assert "sources, collected until" in page.locator(".w-scope").inner_text()
    example.click()
    page.locator(".w-card").first.wait_for()
    assert page.locator(".st-key-examples").count() == 0


def test_an_answer_cites_and_its_previews_lead_to_their_cards(new_page, app, ask, size):
    page = new_page(app, *size)
    ask(page, TTP)
    marker = page.locator(".w-answer a.w-cite").first
    assert marker.inner_text() == "[1]"
    assert marker.get_attribute("aria-label").startswith("citation 1: ")
    marker.hover()
    page.locator(".w-answer .w-to-card").first.click()
    card = page.locator("#answer-1-source-1")
    assert page.evaluate("document.querySelector(':target').id") == "answer-1-source-1"
    page.wait_for_function("document.querySelector(':target').getBoundingClientRect().top < innerHeight / 2")
    assert "brief – editors' summary" in card.inner_text()
    for link in page.locator(".w-answer a.w-to-card").all():
        assert page.locator(link.get_attribute("href")).count() == 1


@pytest.mark.parametrize("way", ["click", "keyboard", "card"])
def test_a_citation_opens_its_source_with_the_quote_highlighted_and_the_conversation_stays(
    new_page, app, ask, at_rest, size, way
):
    page = new_page(app, *size)
    ask(page, TTP)
    ask(page, OFF_TOPIC)
    quote = page.locator("#answer-1-source-1 .w-said").text_content()
    marker = page.locator(".w-answer a.w-cite").first
    if way == "click":
        marker.click()
    elif way == "keyboard":
        marker.press("Enter")
    else:
        page.get_by_text("Open source [1]", exact=True).click()
    highlighted(page, quote)
    assert page.context.pages == [page]
    page.get_by_text("Back to the conversation").click()
    page.locator("#answer-1-source-1").wait_for()
    at_rest(page)
    page.wait_for_function("Math.abs(document.getElementById('question-1').getBoundingClientRect().top) < 200")


def test_a_citation_opens_in_a_tab_of_its_own_too(new_page, app, ask):
    page = new_page(app)
    ask(page, TTP)
    quote = page.locator("#answer-1-source-1 .w-said").text_content()
    with page.context.expect_page() as opened:
        page.locator(".w-answer a.w-cite").first.click(modifiers=["Control"])
    highlighted(opened.value, quote)
    assert page.locator("#answer-1-source-1").count() == 1


def highlighted(page, quote):
    """The quote is marked, and in view."""
    mark = page.locator("#cited")
    mark.wait_for(timeout=60_000)
    assert mark.text_content() == quote
    page.wait_for_function(
        "(({top, bottom}) => top > 0 && bottom < innerHeight)(document.getElementById('cited').getBoundingClientRect())"
    )


def test_a_deep_link_opens_in_a_fresh_tab(new_page, app, documents):
    document = next(item for item in documents.values() if item.form == "text")
    start = document.text.index("Mongolia attends")
    page = new_page(f"{app}/source?id={document.id}&start={start}&end={start + 40}")
    page.locator("#cited").wait_for()
    assert page.locator("#cited").text_content() == document.text[start : start + 40]
    assert "SCO Participation Is Conditional" in page.locator(".w-document").inner_text()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("id=no-such-source", "No source has the id"),
        ("", "Choose it from the list"),
        ("id=sco-charter-2002&start=9&end=x", "does not have"),
    ],
)
def test_an_address_that_names_nothing_is_explained(new_page, app, query, says):
    page = new_page(f"{app}/source?{query}")
    page.get_by_text(says).wait_for()
    assert page.get_by_text("Traceback").count() == 0


def test_off_topic_is_an_abstention(new_page, app, ask):
    page = new_page(app)
    ask(page, OFF_TOPIC)
    assert "strudel" in page.locator(".w-abstained").inner_text()
    assert page.locator(".w-card").count() == 0


def test_a_question_that_is_too_long_is_refused_in_words(new_page, app, ask):
    page = new_page(app)
    ask(page, "why " * 1000)
    page.get_by_text("at most 2,000 are read").wait_for()


def test_a_follow_up_shows_how_it_was_understood(new_page, app, ask, size):
    page = new_page(app, *size)
    ask(page, TTP)
    ask(page, "And what do the Taliban say about them?")
    understood = page.get_by_text("Understood as:")
    understood.wait_for()
    assert "TTP" in understood.inner_text()


def test_sources_can_be_found_and_opened(new_page, app):
    page = new_page(f"{app}/sources")
    box = page.get_by_label("Title, publisher or topic")
    box.fill("sco charter")
    box.press("Enter")
    page.get_by_text("sources, newest first").filter(has_not_text="148 of").wait_for()
    page.locator('[class*="st-key-source-"] a').first.click()
    page.locator(".w-document").wait_for()
    assert "brief – editors' summary" in page.locator(".w-official").inner_text()


@pytest.mark.parametrize("path", ["/", "/sources", "/source?id=sco-charter-2002", "/evaluation"])
def test_a_narrow_screen_has_no_horizontal_overflow(new_page, app, path, ask, too_wide):
    page = new_page(app + path, width=390, height=844)
    page.locator(".w-scope, .w-row, .w-document, .stMain h1").first.wait_for()
    if path == "/":
        ask(page, TTP)
    assert too_wide(page) == []


def choose_voice(page, name, in_address):
    """A page that is drawn anew closes the open list, or drops a choice of that moment: then a reader chooses again."""
    option = page.get_by_role("option", name=name)
    for _ in range(5):
        page.get_by_label("Voices", exact=True).first.click()
        try:
            option.click(timeout=5_000)
            page.wait_for_url(in_address, timeout=10_000)
        except TimeoutError:
            page.keyboard.press("Escape")
        else:
            break
    page.wait_for_url(in_address)


def test_what_a_reader_has_chosen_is_in_force_after_a_reload(new_page, app, ask, at_rest, size, open_side_bar):
    page = new_page(app, *size)
    page.locator(".st-key-examples").wait_for()
    open_side_bar(page)
    at_rest(page)
    choose_voice(page, re.compile(r"^UN \("), "**voice=UN**")
    page.keyboard.press("Escape")
    page.get_by_text("Short", exact=True).click()
    page.wait_for_url("**voice=UN**length=Short**")
    page.reload()
    expect(page.locator(".w-scope strong")).to_have_text("UN")
    open_side_bar(page)
    expect(page.get_by_role("radio", name="Short")).to_be_checked()
    expect(page.get_by_role("radio", name=re.compile("Quotes only"))).to_be_checked()
    page.get_by_text("No language model is set up.").first.wait_for()
    if size[0] < 800:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    ask(page, "Timeline of UNAMA's mandate")
    page.get_by_text("Searched only: UN").first.wait_for()
    page.locator(".w-answer details").first.wait_for()
