"""The catalogue, and sources of one's own, as a reader meets them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]
NOTE = b"""---
title: Ferry log of Sher Khan Bandar
publisher: River desk
date: 2025-04
---

The ferry of Sher Khan Bandar carried ninety camels in April 2025.
"""


def choose(page, label, option):
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_source_of_ones_own_is_added_found_cited_and_removed(new_page, hostile_app, ask, at_rest, width, height):
    page = new_page(f"{hostile_app}/sources", width, height)
    page.get_by_text("Add a source of your own").click()
    page.locator('input[type="file"]').set_input_files(
        {"name": "../../../tmp/evil.md", "mimeType": "text/markdown", "buffer": NOTE}
    )
    form = page.get_by_test_id("stForm")
    expect(form.get_by_label("Title", exact=True).first).to_have_value("Ferry log of Sher Khan Bandar")
    expect(form.get_by_label("Date", exact=True).first).to_have_value("2025-04")
    at_rest(page)  # until then the form from before the file may still stand there
    page.get_by_label("Voice", exact=True).first.fill("Independent")
    page.get_by_label("Kind", exact=True).first.fill("report")
    expect(page.get_by_role("button", name="Add this source")).to_have_count(1)  # not the one from before beside it
    page.get_by_role("button", name="Add this source").click()
    page.get_by_text("The index is up to date").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(hostile_app)
    ask(page, "How many camels did the ferry of Sher Khan Bandar carry?")
    expect(page.locator(".w-card").first).to_contain_text("ninety camels")
    page.get_by_text("Open source [1]", exact=True).click()
    page.locator("#cited").first.wait_for()
    at_rest(page)
    page.get_by_text("Remove this source").click()
    page.get_by_role("button", name="Yes, remove it").click()
    page.get_by_text("The index is up to date").first.wait_for()
    at_rest(page)
    assert page.get_by_text("Ferry log of Sher Khan Bandar", exact=True).count() == 0


def test_a_file_that_is_no_text_is_refused_in_words(new_page, hostile_app):
    page = new_page(f"{hostile_app}/sources")
    page.get_by_text("Add a source of your own").click()
    page.locator('input[type="file"]').set_input_files(
        {"name": "a.md", "mimeType": "text/markdown", "buffer": b"\xff\xfe\x00h"}
    )
    page.get_by_text("is not UTF-8 text").wait_for()
