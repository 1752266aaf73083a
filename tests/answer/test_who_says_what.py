"""Answers as a table of voices against statements."""

from assistant.answer.who_says_what import who_says_what
from assistant.schema import Answer, Citation, Claim, Disagreement
from assistant.web.who_table import table_html


def claim(voice, quote, date="2025", document="d", **changes):
    fields = {
        "number": 1, "document_id": document, "passage_id": "p", "title": "T", "publisher": "P", "perspective": "UN",
        "speaker": voice, "kind": "report", "form": "brief", "date": date, "where": "1", "url": None, "evidence": [],
        "confidence": "high", "disputed_by": None, "quote": quote, "start": len(quote), "end": 2 * len(quote),
    }  # fmt: skip
    return Claim(
        text=quote, perspective=voice, verdict="supported", support=1, citations=[Citation(**(fields | changes))]
    )


def answer(*claims, differ=()):
    disagreements = [Disagreement(topic="Figures", claims=list(pair)) for pair in differ]
    return Answer(
        question="q",
        standalone_question="q",
        abstained=not claims,
        confidence=1,
        text="t",
        claims=list(claims),
        disagreements=disagreements,
    )


def shape(voices):
    return [(voice.name, [item.citation.quote for item in voice.statements]) for voice in voices]


def test_each_voice_stands_once_in_alphabetical_order_with_its_newest_statement_first():
    made = who_says_what(
        [answer(claim("UN", "a", "2024-05"), claim("Taliban", "bb", None), claim("UN", "ccc", "2025-01-02"))]
    )
    assert shape(made) == [("Taliban", ["bb"]), ("UN", ["ccc", "a"])]
    assert [item.number for voice in made for item in voice.statements] == [1, 2, 3]


def test_a_dispute_points_both_ways_and_never_to_the_same_voice():
    made = who_says_what(
        [answer(claim("UN", "a"), claim("UN", "bb", "2024"), claim("Taliban", "ccc"), differ=[(0, 1, 2)])]
    )
    taliban, un = made
    assert [(item.number, item.topic) for item in taliban.statements[0].against] == [(2, "Figures"), (3, "Figures")]
    assert [[item.number for item in statement.against] for statement in un.statements] == [[1], [1]]


def test_a_statement_of_two_answers_stands_once_and_keeps_what_either_set_against_it():
    one, other = claim("UN", "a"), claim("Taliban", "bb")
    made = who_says_what([answer(one), answer(one, other, differ=[(0, 1)])])
    assert shape(made) == [("Taliban", ["bb"]), ("UN", ["a"])]
    assert made[1].statements[0].against[0].number == 1


def test_an_outlet_speaks_for_itself_and_not_for_its_country():
    article = claim("Pakistan", "a", form="text", publisher="Khyber Chronicles", perspective="Pakistan")
    made = who_says_what([answer(article, claim("Pakistan", "bb"))])
    assert [(voice.name, voice.perspective) for voice in made] == [
        ("Khyber Chronicles", "Pakistan"),
        ("Pakistan", "Pakistan"),
    ]


def test_abstentions_fill_no_row():
    assert who_says_what([answer()]) == []


def test_the_corpus_sets_the_count_of_the_un_beside_the_denial_of_the_taliban(engine):
    voices = {voice.name: voice for voice in who_says_what([engine.ask("How many TTP fighters are in Afghanistan?")])}
    count = next(item for item in voices["UN"].statements if "6,000 TTP" in item.citation.quote)
    against = {item.number for item in count.against}
    assert against & {item.number for item in voices["Taliban"].statements}


def test_a_quote_stands_with_the_words_that_introduce_it():
    item, before = claim("UN", "The dam burst.", start=40, end=54), claim("UN", "Not true:", start=10, end=19)
    both = item.model_copy(update={"citations": item.citations + before.citations})
    ((statement,),) = [voice.statements for voice in who_says_what([answer(both)])]
    assert (statement.citation.quote, statement.introduced_by.quote) == ("The dam burst.", "Not true:")
    page = table_html(who_says_what([answer(both)]), "Who says what")
    assert page.index("Not true:") < page.index("The dam burst.")
