"""Kept conversations, as a reader meets them."""

import re
import time
from statistics import median

import pytest
from playwright.sync_api import expect

from assistant.chat.database import Database
from assistant.chat.store import ConversationStore
from assistant.schema import Filters
from assistant.settings import load_settings
from assistant.web import conversation_list
from assistant.web.conversation import AT_ONCE
from tests.chat.test_store import fill

pytestmark = pytest.mark.browser

TTP = "How many TTP fighters are in Afghanistan?"
SCO = "What does the SCO expect of Afghanistan?"
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def desk(tmp_path, engine, serving_app):
    """An app with no conversations; the folder that it keeps them in, and its address."""
    with serving_app(tmp_path) as address:
        yield tmp_path, address


def listed(page):
    """The titles in the side bar."""
    # a button with a tooltip is drawn twice, and one of the two hidden
    return page.locator(".st-key-conversations [class*='st-key-open_'] button:visible p")


def choose(page, title, action):
    """Opens the menu of a conversation and chooses from it."""
    page.get_by_role("button", name=f"Change “{title}”").click()
    page.get_by_role("menuitem", name=action).click()


def test_a_conversation_outlives_the_page_and_the_program(new_page, ask, desk, serving_app):
    folder, address = desk
    page = new_page(address)
    ask(page, TTP)
    answer = page.locator(".w-answer").inner_text()
    page.reload()
    expect(page.locator(".w-answer")).to_have_text(re.compile(re.escape(answer.split("\n")[0][:60])))
    with serving_app(folder) as again:
        page = new_page(again)
        expect(listed(page)).to_have_text([TTP])
        listed(page).click()
        expect(page.locator(".w-answer")).to_have_text(re.compile(re.escape(answer.split("\n")[0][:60])))


def test_conversations_are_found_renamed_and_deleted_for_good(new_page, engine, desk, size, open_side_bar):
    folder, address = desk
    store = ConversationStore(Database(load_settings(data=folder / "data")))
    for question in (TTP, SCO, "What happened to opium?", "What is in the Doha agreement?"):
        conversation = store.create(question)
        store.finish(conversation.id, store.begin(conversation.id, question, Filters()), engine.ask(question))
    page = new_page(address, *size)
    page.locator(".st-key-examples").wait_for()
    open_side_bar(page)
    search = page.get_by_label("Search conversations")
    search.fill("fighters khost")
    search.press("Enter")
    expect(listed(page)).to_have_text([TTP])
    choose(page, TTP, "Rename")
    page.get_by_role("dialog").get_by_label("Title").fill("Fighters in Khost")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(listed(page)).to_have_text(["Fighters in Khost"])
    choose(page, "Fighters in Khost", "Delete")
    page.get_by_role("button", name="Keep it").click()
    expect(listed(page)).to_have_text(["Fighters in Khost"])
    choose(page, "Fighters in Khost", "Delete")
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("No conversation has all of these words").wait_for()
    assert b"Khost" not in b"".join(path.read_bytes() for path in (folder / "data").glob("conversations.db*"))


@pytest.mark.parametrize("size", [{}, NARROW])
def test_a_link_opens_a_conversation_at_an_answer(new_page, ask, app, size):
    page = new_page(app)
    ask(page, TTP)
    ask(page, "And what do the Taliban say about them?")
    link = page.locator(".w-copy[data-link]").nth(1).get_attribute("data-link")
    assert link.endswith("&answer=2")
    page = new_page(f"{app}/{link}", **size)
    page.locator("#question-2").wait_for()
    page.wait_for_function("document.getElementById('question-2').getBoundingClientRect().top < innerHeight / 2")
    page.goto(f"{app}/?conversation=none-such")
    page.get_by_text("There is no such conversation").wait_for()


def test_an_answer_is_rated_with_a_reason(new_page, ask, app, size):
    page = new_page(app, *size)
    ask(page, TTP)
    page.locator("[class*='st-key-thumbs_'] button").nth(1).click()
    reason = page.get_by_label("What was wrong or missing?")
    reason.fill("No figure for Kunar")
    reason.press("Enter")
    page.get_by_text("assistant feedback export feedback.yaml").wait_for()
    page.reload()
    expect(page.get_by_label("What was wrong or missing?")).to_have_value("No figure for Kunar")


def test_an_answer_and_a_conversation_are_exported(new_page, ask, app, size):
    page = new_page(app, *size, accept_downloads=True)
    ask(page, TTP)
    ask(page, SCO)
    page.locator("[class*='st-key-export_'] button").first.click()
    starts = {"PDF": b"%PDF", "Word": b"PK", "HTML": b"<!doctype html>", "Markdown": b"# How many TTP"}
    for name, start in starts.items():
        assert downloaded(page, name).startswith(start)
    assert SCO.encode() not in downloaded(page, "HTML")
    page.get_by_text("The whole conversation").click()
    expect(page.get_by_role("dialog").get_by_text("2 answers, with")).to_be_visible()
    assert SCO.encode() in downloaded(page, "HTML")


def downloaded(page, name):
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()


def test_an_answer_is_copied_with_its_references(new_page, ask, app):
    page = new_page(app, permissions=["clipboard-read", "clipboard-write"])
    ask(page, TTP)
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text("Copied", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "TTP" in copied
    assert "\n[1] " in copied
    assert "editors' summary" in copied


def test_a_suggested_question_is_answered(new_page, ask, app, size):
    page = new_page(app, *size)
    ask(page, "What caused the clashes in Badakhshan?")
    suggested = page.locator(".st-key-next-questions button").first
    question = suggested.inner_text().strip().split("\n")[-1]
    suggested.click()
    expect(page.locator("#question-2")).to_have_text(question)
    page.locator("#answer-2-source-1").wait_for()


@pytest.mark.slow
def test_two_hundred_conversations_of_fifty_answers_are_listed_and_reopened(new_page, desk, engine):
    folder, address = desk
    with Database(load_settings(data=folder / "data")).session() as session:
        fill(session, engine.ask(TTP), conversations=200, answers=50)
    page = new_page(address)
    expect(listed(page)).to_have_count(conversation_list.AT_ONCE)
    listing = [seconds_to_list(page) for _ in range(5)]
    reopening = [seconds_to_reopen(page, place) for place in range(7)]
    print(f"listed in {median(listing):.2f} s, reopened in {median(reopening):.2f} s")  # noqa: T201
    assert median(listing) < 1
    assert median(reopening) < 1
    page.get_by_role("button", name="Show more").click()
    expect(listed(page)).to_have_count(3 * conversation_list.AT_ONCE)
    assert page.get_by_role("button", name=f"Show earlier answers ({50 - AT_ONCE})").count() == 1


def seconds_to_list(page):
    """How long after the side bar has come up its list is there; before that Streamlit itself is being loaded."""
    page.reload(wait_until="commit")
    page.get_by_test_id("stSidebar").wait_for()
    begun = time.monotonic()
    listed(page).nth(conversation_list.AT_ONCE - 1).wait_for()
    return time.monotonic() - begun


def seconds_to_reopen(page, place):
    """How long it takes until all that is shown of the listed conversation is there."""
    title = listed(page).nth(place).inner_text()
    begun = time.monotonic()
    listed(page).nth(place).click()
    for number in (51 - AT_ONCE, 50):
        page.locator(f"#question-{number}").filter(has_text=f"Question {title.split()[1]}-{number}?").wait_for()
    page.locator("#answer-50-source-1").wait_for()
    return time.monotonic() - begun


def test_on_a_phone_the_side_bar_leaves_when_a_conversation_is_chosen(new_page, ask, app):
    page = new_page(app, **NARROW)
    ask(page, TTP)
    page.get_by_test_id("stExpandSidebarButton").click()
    listed(page).filter(visible=True).first.click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    page.reload()
    page.locator("#question-1").wait_for()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()


def test_the_narrow_screen_keeps_everything_in_view(new_page, ask, app):
    page = new_page(app, **NARROW)
    ask(page, TTP)
    page.locator("[class*='st-key-actions-']").scroll_into_view_if_needed()
    drawn = "[...document.querySelectorAll('.stMain *')].filter(e => e.offsetHeight)"
    widest = f"Math.max(...{drawn}.map(e => e.getBoundingClientRect().right))"
    assert page.evaluate(widest) <= 391
