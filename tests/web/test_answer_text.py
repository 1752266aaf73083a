"""Answers, cards and states as HTML."""

import re

import pytest

from assistant.corpus.vocabulary import read_vocabulary
from assistant.schema import Answer, Citation, Claim, Disagreement
from assistant.settings import load_settings
from assistant.web.answer_text import answer_html, citations_of
from assistant.web.answer_view import disagreements_html, verdicts_html
from assistant.web.cards import card_html
from assistant.web.wording import HUES, NEUTRAL, date_in_words, quoted


def citation(**changes):
    fields = {
        "number": 1, "document_id": "d", "passage_id": "d#1", "title": "Title", "publisher": "UN Team",
        "perspective": "UN", "speaker": "UN", "kind": "report", "form": "brief", "date": "2025-07-24",
        "where": "point 1", "url": None, "evidence": [], "confidence": "high", "disputed_by": None,
        "quote": "Six thousand.", "start": 0, "end": 13,
    }  # fmt: skip
    return Citation(**(fields | changes))


def claim(voice, *citations):
    return Claim(text="c", perspective=voice, verdict="supported", support=1, citations=list(citations))


def answer(text, claims, **more):
    return Answer(
        question="q", standalone_question="q", abstained=False, confidence=1, text=text, claims=claims, **more
    )


def test_markers_open_the_source_at_the_quote_and_lead_to_the_cards_of_their_turn(read_html):
    html = answer_html(answer("- **UN**, editors' summary: six [1]", [claim("UN", citation())]), 3)
    links = [attributes for tag, attributes in read_html(html).tags if tag == "a"]
    assert links[0]["href"] == "source?id=d&start=0&end=13&answer=3"
    assert links[0]["data-card"] == "card-3-1"
    assert links[0]["aria-label"] == "citation 1: UN Team"
    assert links[1]["href"] == "#answer-3-source-1"
    assert 'id="answer-3-source-1"' in card_html(citation(), 3)


def test_a_marker_without_a_citation_is_no_link():
    assert "<a" not in answer_html(answer("six [7]", [claim("UN", citation())]), 1)


def test_lists_nest_and_close():
    html = answer_html(answer("Intro\n- a\n  - b\n- c\n\nEnd", []), 1)
    tags = "<p>Intro</p><ul><li>a</li><ul><li>b</li></ul><li>c</li></ul><p>End</p>"
    assert tags in html


def test_what_a_source_says_is_never_markup(read_html):
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](https://a.example/i.png) $x$"
    html = answer_html(answer(f"- “{hostile}” [1]", [claim("UN", citation(quote=hostile))]), 1)
    assert hostile in read_html(html).text
    assert {tag for tag, _ in read_html(html).tags} == {"div", "ul", "li", "a", "span"}


def test_a_hostile_card_is_harmless(read_html):
    html = card_html(citation(title="<script>x</script>", publisher='"><b>', url="javascript:alert(1)"), 1)
    assert not {"script", "b", "a"} & {tag for tag, _ in read_html(html).tags}


def test_only_the_publishers_own_words_stand_in_quotation_marks():
    assert "“" in quoted("text", "x")
    assert "“" in quoted("original", "x")
    assert "“" not in quoted("brief", "x")


def test_a_brief_says_so_and_links_the_official_text(read_html):
    html = card_html(citation(url="https://undocs.org/S/2025/1", disputed_by="The Taliban deny it"), 1)
    text = read_html(html).text
    assert "brief – editors' summary" in text
    assert "Disputed: The Taliban deny it" in text
    assert 'href="https://undocs.org/S/2025/1"' in html
    assert "no public address" in read_html(card_html(citation(), 1)).text


def test_a_disagreement_names_each_voice_once(read_html):
    claims = [claim("UN", citation()), claim("UN", citation(number=2)), claim("Taliban", citation(number=3))]
    html = disagreements_html(answer("x", claims, disagreements=[Disagreement(topic="TTP", claims=[0, 1, 2])]), 1)
    without_previews = re.sub(r'<span class="w-preview".*?</a></span>', "", html)
    assert read_html(without_previews).text == "Where voices differUN [1] [2] and Taliban [3]on: TTP"


def test_citations_come_in_order_and_once():
    claims = [claim("UN", citation(number=2)), claim("UN", citation(number=1), citation(number=2))]
    assert list(citations_of(answer("x", claims))) == [1, 2]


def test_dates_in_words():
    assert [date_in_words(d) for d in ("2025-10-09", "2025-10", "2025", None)] == [
        "9 October 2025", "October 2025", "2025", "undated",
    ]  # fmt: skip


def test_an_outlet_is_named_and_not_its_country():
    article = citation(form="text", publisher="Khyber Chronicles", perspective="Pakistan")
    claims = [claim("Pakistan", article), claim("UN", citation(number=2))]
    html = disagreements_html(answer("x", claims, disagreements=[Disagreement(topic="TTP", claims=[0, 1])]), 1)
    assert ">Khyber Chronicles<" in html
    assert ">Pakistan<" not in html


def test_a_marker_previews_quote_voice_date_and_form(read_html):
    html = answer_html(answer("six [1]", [claim("UN", citation(speaker="Taliban"))]), 1)
    text = read_html(html).text
    for said in ("Six thousand.", "Taliban in a document of UN", "24 July 2025", "brief – editors' summary"):
        assert said in text
    link = next(attributes for tag, attributes in read_html(html).tags if tag == "a")
    assert f'id="{link["aria-describedby"]}"' in card_html(citation(), 1)


@pytest.mark.parametrize(
    ("verdict", "quote", "says"),
    [
        ("supported", "Six", "supported – the editors' summary, letter for letter"),
        ("supported", "Seven", "supported by what it cites (0.62 of 1)"),
        ("partly", "Six", "partly supported by what it cites (0.62 of 1)"),
        ("unsupported", "Six", "not supported by what it cites (0.62 of 1)"),
    ],
)
def test_each_claim_carries_its_verdict_in_words(read_html, verdict, quote, says):
    made = Claim(
        text="Six thousand.", perspective="UN", verdict=verdict, support=0.62, citations=[citation(quote=quote)]
    )
    assert says in read_html(verdicts_html([made], 1)).text


def test_every_voice_of_the_corpus_has_a_colour_of_its_own():
    voices = set(read_vocabulary(load_settings().corpus_dir).perspectives) - NEUTRAL
    assert voices <= HUES.keys()
    assert len({HUES[voice] for voice in voices}) == len(voices)


def test_a_short_answer_folds_the_later_statements_and_leaves_none_out(read_html):
    made = answer("- a [1]\n  - b\n- c\n- d", [claim("UN", citation())])
    short = answer_html(made, 1, short=True)
    assert short.index(">c<") < short.index("<details><summary>1 more statement</summary>") < short.index(">d<")
    assert "<details" not in answer_html(made, 1)
