"""What axe-core finds on each page: nothing serious in what we draw, nothing new in what Streamlit draws."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from assistant.settings import CHECKOUT

pytestmark = pytest.mark.browser

PAGES = {
    "/": ".st-key-examples button",
    "/checked": ".w-claim",
    "/who?topic=mining": ".w-who",
    "/timeline": ".js-plotly-plot .point",
    "/sources": ".w-row",
    "/source?id=un-mt-16th-report-2025": ".w-document",
    "/evaluation": ".w-welcome",
}


def problems(page):
    """(rule, element) of each serious or critical problem."""
    found = Axe().run(page).response["violations"]
    serious = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
    return {(rule["id"], " ".join(map(str, node["target"]))) for rule in serious for node in rule["nodes"]}


@pytest.fixture(scope="module")
def stock(chromium, tmp_path_factory, serving):
    """The rules that Streamlit's own chat breaks."""
    with serving(tmp_path_factory.mktemp("stock"), CHECKOUT / "tests" / "browser" / "stock_chat.py") as address:
        page = chromium.new_page()
        page.goto(address)
        page.get_by_text("Echo: Hello").wait_for()
        rules = {rule for rule, _ in problems(page)}
        page.close()
    return rules


def judge(page, stock):
    found = problems(page)
    ours = {(rule, target) for rule, target in found if page.locator(f".stHtml :is({target})").count()}
    assert ours == set()
    assert {(rule, target) for rule, target in found if rule not in stock} == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_problem(new_page, app, stock, at_rest, path, scheme, size):
    page = new_page(app + path, *size, color_scheme=scheme)
    page.locator(PAGES[path]).first.wait_for()
    at_rest(page)
    judge(page, stock)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_and_what_opens_over_it_have_no_serious_problem(new_page, app, stock, ask, at_rest, scheme, size):
    page = new_page(app, *size, color_scheme=scheme)
    ask(page, "How many TTP fighters are in Afghanistan?")
    page.locator(".w-verdicts summary").click()
    page.locator(".w-answer .w-cite").first.hover()
    judge(page, stock)
    page.locator("[class*='st-key-export_'] button").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Markdown").wait_for()
    at_rest(page)
    judge(page, stock)
    page.keyboard.press("Escape")
    ask(page, "What is the best recipe for apple strudel?")
    page.locator(".w-abstained").wait_for()
    judge(page, stock)
