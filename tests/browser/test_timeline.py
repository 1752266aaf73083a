"""The sources by date, as a reader meets them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]


def choose(page, label, option):
    page.get_by_label(label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_mark_is_chosen_and_its_source_asked_about(new_page, app, at_rest, width, height):
    page = new_page(f"{app}/timeline", width, height)
    page.locator(".js-plotly-plot .point").first.wait_for()
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".js-plotly-plot .point").first.click(force=True)
    title = page.locator("#chosen").inner_text()
    page.get_by_role("button", name="Ask about it").click()
    page.locator("#question-1").wait_for()
    assert title in page.locator("#question-1").inner_text()


def test_filters_narrow_the_chart_and_the_list_in_words_alike(new_page, app, at_rest):
    page = new_page(f"{app}/timeline")
    status = page.locator('[role="status"]').filter(has_text="sources on the chart")
    status.wait_for()
    choose(page, "Topic", "narcotics")
    choose(page, "Place named", "Badakhshan")
    expect(status).not_to_contain_text("137")
    at_rest(page)
    count = int(status.inner_text().split()[0])
    assert 0 < count < 30
    expect(page.locator(".js-plotly-plot .point")).to_have_count(count)  # the chart is drawn after the words
    expect(page.locator(".w-years li")).to_have_count(count)
