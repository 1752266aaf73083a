"""Answers that are stopped, and a server that is killed in the middle of one."""

import re

import pytest
from playwright.sync_api import expect

from assistant.settings import CHECKOUT

pytestmark = pytest.mark.browser

SCRIPT = CHECKOUT / "tests" / "browser" / "slow_chat.py"
TTP = "How many TTP fighters are in Afghanistan?"
SLOWLY = f"Slowly: {TTP}"


def send(page, question):
    """Asks, and does not wait for the answer."""
    box = page.get_by_placeholder("Ask about")
    box.fill(question)
    box.press("Enter")


def test_stop_ends_the_turn_and_it_can_be_asked_again(new_page, engine, serving_app, at_rest, tmp_path):
    with serving_app(tmp_path, SCRIPT) as address:
        page = new_page(address)
        send(page, SLOWLY)
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("Stopped before there was an answer.").wait_for()
        at_rest(page)
        assert page.locator(".st-key-next-questions").count() == 0
        page.get_by_role("button", name="Ask again").click()
        page.get_by_role("button", name="Stop").wait_for()
        expect(page.get_by_text("Stopped before there was an answer.")).to_have_count(0)
        page.locator(".w-card").first.wait_for()
        at_rest(page)
        expect(page.get_by_text("Stopped before there was an answer.")).to_have_count(0)


def test_a_killed_server_loses_no_finished_answer(new_page, engine, starting, serving_app, ask, tmp_path):
    with starting(tmp_path, SCRIPT) as (address, server):
        page = new_page(address)
        ask(page, TTP)
        answer = page.locator(".w-answer").inner_text()
        send(page, SLOWLY)
        page.get_by_role("button", name="Stop").wait_for()
        server.kill()
        server.wait(20)
    with serving_app(tmp_path, SCRIPT) as address:
        page = new_page(address)
        page.locator(".st-key-conversations [class*='st-key-open_'] button:visible").click()
        page.locator("#question-2").wait_for()
        assert page.locator(".w-answer").inner_text() == answer
        expect(page.locator("#question-2")).to_have_text(SLOWLY)
        page.get_by_text(re.compile("the program ended before there was one")).wait_for()
        page.locator("[class*='st-key-retry_'][class*='_2'] button").click()
        page.locator("#answer-2-source-1").wait_for()
