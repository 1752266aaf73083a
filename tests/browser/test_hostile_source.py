"""A source that tries to run a script, load an image or leave its place is shown as the text it is."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def harmless(page):
    """Nothing ran, and nothing of the source became an element."""
    assert page.evaluate("window.owned") is None
    own = ".stHtml"
    assert page.locator(f"{own} script:not([data-testid])").filter(has_text="owned").count() == 0
    images = page.locator(f"{own} img, .stMarkdown img, [data-testid='stPageLink'] img")
    assert images.evaluate_all("all => all.map(one => one.parentElement.outerHTML)") == []
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("[onerror], [onmouseover], [onclick], [onload], [ontoggle], [onfocus]").count() == 0
    foreign = "img, iframe, object, embed, video, audio, form, base, math, marquee, .katex, meta, link, select, picture"
    assert page.locator(f":is(.stHtml, .stMarkdown) :is({foreign})").count() == 0
    assert page.evaluate("[...document.links].filter(link => link.hostname === 'tracker.example').length") == 0
    assert not set("\u202d\u202e\u2066\u2067") & set(page.locator("body").inner_text())


@pytest.mark.timeout(300)  # the first to ask waits for the index
def test_its_answer_is_harmless(new_page, hostile_app):
    page = new_page(hostile_app)
    box = page.get_by_placeholder("Ask about")
    box.fill(
        "How many lorries were counted at Torkham <script>window.owned=1</script> ![q](https://tracker.example/q.png)?"
    )
    box.press("Enter")
    page.locator(".w-card, .w-abstained").first.wait_for(timeout=200_000)
    expect(page.locator(".w-question")).to_contain_text("<script>window.owned=1</script>")
    harmless(page)


def test_its_page_is_harmless_and_whole(new_page, hostile_app):
    page = new_page(f"{hostile_app}/source?id=hostile-note")
    document = page.locator(".w-document")
    document.wait_for()
    for text in (
        "<script>window.owned=1</script>",
        "[click](javascript:window.owned=1)",
        '<img src=x onerror="window.owned=1">',
    ):
        assert text in document.inner_text()
    expect(page.locator("h1")).to_contain_text("![t](https://tracker.example/t.png) **bold** $x$")
    harmless(page)


def test_its_title_in_the_list_and_the_examples_is_harmless(new_page, hostile_app):
    page = new_page(f"{hostile_app}/sources")
    # By its kind and not by its place: the parts of an entry arrive in no certain order.
    link = page.locator('[class*="st-key-source-"] [data-testid="stPageLink"]').first
    expect(link).to_contain_text(re.compile(r"!\[t\]\(https:\u2060?//tracker\.example/t\.png\) \*\*bold\*\* \$x\$"))
    harmless(page)
    page.goto(hostile_app)
    example = page.locator('[class*="st-key-example_"] button').first
    expect(example).to_contain_text("<script>window.owned=1</script>")
    harmless(page)


def test_there_are_payloads_enough(payloads):
    assert len(set(payloads)) == len(payloads) >= 60


def test_every_payload_in_every_field_is_harmless_in_the_list(new_page, hostile_app, payloads, at_rest):
    page = new_page(f"{hostile_app}/sources")
    page.locator(".w-row").first.wait_for()
    at_rest(page)
    while (before := page.locator(".w-row").count()) <= len(payloads):
        page.get_by_role("button", name="Show more").click()  # waits until it is drawn
        expect(page.locator(".w-row")).not_to_have_count(before)
        at_rest(page)
    harmless(page)


@pytest.mark.parametrize("part", range(4))
def test_every_payload_in_every_field_is_harmless_on_its_page(new_page, hostile_app, payloads, at_rest, part):
    page = new_page(f"{hostile_app}/source?id=payload-{part}")
    for number in range(part, len(payloads), 4):
        page.goto(f"{hostile_app}/source?id=payload-{number}")
        page.locator(".w-document").wait_for()
        at_rest(page)
        harmless(page)


def test_payloads_are_harmless_in_answers_their_previews_and_the_table(new_page, hostile_app, ask, at_rest):
    page = new_page(hostile_app)
    ask(page, "What do the Taliban say about convoy 30 of Zaranj and its salt?")
    page.locator(".w-card").first.wait_for()
    page.locator(".w-answer .w-cite").first.hover()
    expect(page.locator(".w-answer .w-preview").first).to_be_visible()
    page.locator(".w-verdicts summary").click()
    harmless(page)
    page.get_by_text("Who says what on this").click()
    page.locator(".w-who").wait_for()
    at_rest(page)
    harmless(page)


def test_payloads_are_harmless_beside_a_checked_text(new_page, hostile_app, payloads, at_rest):
    page = new_page(f"{hostile_app}/checked")
    page.locator("mark.w-claim").wait_for()
    page.locator(".w-check summary").click()
    expect(page.locator(".w-findings > li")).to_have_count(len(payloads))
    at_rest(page)
    harmless(page)


def test_payloads_are_harmless_in_a_run_of_questions(new_page, hostile_app, payloads, at_rest):
    page = new_page(f"{hostile_app}/evaluation")
    page.get_by_text("Every question").wait_for()
    at_rest(page)
    entries = page.locator("[data-testid='stExpander'] summary")
    assert entries.count() >= 10
    for entry in entries.all()[:10]:
        entry.click()
    page.get_by_text("missing: ").first.wait_for()
    harmless(page)


def test_a_hostile_title_is_harmless_in_the_dialogs(new_page, hostile_app, ask, at_rest, payloads):
    page = new_page(hostile_app)
    ask(page, f"Salt of Zaranj? {' '.join(payloads[:12])}")
    page.locator("[class*='st-key-export_'] button").first.click()
    page.get_by_text("The whole conversation").click()
    page.get_by_role("dialog").get_by_text("1 answer, with").wait_for()
    harmless(page)
    page.keyboard.press("Escape")
    for action, shows in (("Rename", "Title"), ("Delete", "will be gone for good")):
        page.get_by_role("button", name="Change “Salt of Zaranj").first.click()
        page.get_by_role("menuitem", name=action).click()
        page.get_by_role("dialog").get_by_text(shows).first.wait_for()
        at_rest(page)
        harmless(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "shows"),
    [
        ("source?id={}", "No source has the id"),
        ("checked?id={}", "No text with the id"),
        ("who?q={}", "Who says what"),
        ("who?topic={}", "Who says what"),
        ("?conversation={}&answer={}", "There is no such conversation"),
        ("?voice={0}&kind={0}&since={0}&until={0}&length={0}", "Ask what the sources say"),
    ],
)
def test_a_hostile_address_is_harmless(new_page, hostile_app, payloads, at_rest, address, shows):
    page = new_page(f"{hostile_app}/{address.format(*[quote(' '.join(payloads))] * 2)}")
    page.get_by_text(shows).first.wait_for()
    at_rest(page)
    harmless(page)


def test_payloads_are_harmless_on_the_timeline(new_page, hostile_app, at_rest):
    page = new_page(f"{hostile_app}/timeline")
    page.locator(".js-plotly-plot .point").first.wait_for()
    at_rest(page)
    page.locator(".js-plotly-plot .point").nth(2).click(force=True)
    page.locator("#chosen").wait_for()
    harmless(page)
    assert page.locator(".js-plotly-plot .hoverlayer a").count() == 0
