"""The web page shows the claims, documents, quotes and offsets that Python gives; tests/contract: the other doors."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.fifty import fifty, references

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def some(engine):
    """Five of the fifty, among them answers in which voices differ."""
    records = [engine.ask(question).model_dump(mode="json") for question in fifty()[:5]]
    assert any(record["disagreements"] for record in records)
    return records


def test_the_page_says_the_same(new_page, app, ask, some):
    for record in some:
        page = new_page(app)
        ask(page, record["question"])
        assert page.locator(".w-abstained").count() == record["abstained"]
        assert shown(page) == references(record), record["question"]
        said = [" ".join(item.text_content().split()) for item in page.locator(".w-verdicts li").all()]
        assert len(said) == len(record["claims"])
        for words, claim in zip(said, record["claims"], strict=True):
            assert " ".join(claim["text"].split()) in words
            assert {int(number) for number in re.findall(r"\[(\d+)\]", words)} >= {
                citation["number"] for citation in claim["citations"]
            }
        page.context.close()


def shown(page):
    """The place of each number, as the cards and their links give it."""
    found = {}
    for card in page.locator(".w-card").all():
        number = int(card.get_attribute("id").rsplit("-", 1)[1])
        link = page.locator(f".st-key-card-1-{number} a[href*='source?']").first.get_attribute("href")
        query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        quote = " ".join(card.locator(".w-said").text_content().split())
        found[number] = (query["id"], quote, int(query["start"]), int(query["end"]))
    return found
