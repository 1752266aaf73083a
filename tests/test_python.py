"""The Python surface: light to import, typed, documented by examples that run, the same from several threads."""

import asyncio
import doctest
import inspect
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import assistant
from assistant import Answer, Assistant, Claim, InputError, Retriever, Turn, UnknownDocument, verify
from assistant.retrieve.engine import SearchEngine
from assistant.retrieve.search import Searcher
from assistant.settings import CHECKOUT

HEAVY = "torch chromadb langchain langchain_core sentence_transformers streamlit transformers mcp numpy".split()
QUESTIONS = [
    "How many terrorist groups operate in Afghanistan?",
    "Why does Mongolia attend SCO meetings and Afghanistan does not?",
    "When was the Doha ceasefire of October 2025 announced?",
    "Who won the cricket match yesterday?",
]
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_example(path, names):
    """Runs the examples of a Markdown file in order, as one session that knows `names`."""
    text = "\n".join(EXAMPLE.findall(path.read_text(encoding="utf-8")))
    test = doctest.DocTestParser().get_doctest(text, names, path.name, str(path), 0)
    assert len(test.examples) > 10
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    return "".join(said)


def same(answer):
    """An answer without what no two runs share."""
    return answer.model_dump(exclude={"timings_ms"})


def test_import_loads_nothing_heavy_and_records_stay_light():
    script = f"""
import sys, assistant
loaded = [name for name in {HEAVY!r} if name in sys.modules]
from assistant import Answer, Document, Filters, Settings, AssistantError
print(loaded, [name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.strip() == "[] []"


def test_every_public_name_is_there_and_documented():
    for name in assistant.__all__:
        thing = getattr(assistant, name)
        assert name == "__version__" or inspect.getdoc(thing), name
    assert dir(assistant) == sorted(assistant.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        assistant.nothing  # noqa: B018


def test_every_public_method_of_the_assistant_says_what_it_does():
    for name, member in inspect.getmembers(Assistant):
        if not name.startswith("_"):
            assert inspect.getdoc(member), name


def test_the_examples_of_the_documentation_run(small, engine):
    names = {"FOLDER": str(small.corpus_dir), "INDEX": str(small.index_dir)}
    assert run_example(CHECKOUT / "docs" / "python.md", names) == ""


def test_several_threads_get_what_one_gets(engine):
    expected = [same(engine.ask(question)) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(engine.ask, QUESTIONS * 3))
    assert [same(answer) for answer in answers] == expected * 3


def test_threads_that_start_a_fresh_assistant_together_all_get_the_answer(small):
    fresh = Assistant(small)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: fresh.ask("How many trucks had crossed the border at Torkham?"), range(4)))
    assert len({answer.text for answer in answers}) == 1
    assert "had crossed the border" in answers[0].text


def test_async_gives_the_same_and_lets_the_loop_go_on(engine):
    async def both():
        return await asyncio.gather(engine.aask(QUESTIONS[0]), engine.aask(QUESTIONS[1]), engine.asearch("gold", k=3))

    first, second, hits = asyncio.run(both())
    assert [same(first), same(second)] == [same(engine.ask(question)) for question in QUESTIONS[:2]]
    assert hits == engine.search("gold", k=3)


def test_a_stream_gives_each_claim_and_then_the_answer(engine):
    async def collect():
        return [event async for event in engine.astream(QUESTIONS[0])]

    events = list(engine.stream(QUESTIONS[0]))
    assert [type(event) for event in events] == [Claim] * (len(events) - 1) + [Answer]
    assert events[:-1] == events[-1].claims
    assert [same(event) if isinstance(event, Answer) else event for event in asyncio.run(collect())] == [
        *events[:-1],
        same(events[-1]),
    ]


def test_ones_own_folder_has_its_own_voices_and_vocabulary(small):
    (small.corpus_dir / "vocabulary.yaml").write_text(
        "perspectives: {Pakistan: The government, Independent: The desk}\nkinds: {statement: S, report: R}\n"
        "topics: {border: The border}\nacronyms: {GOT: gate of Torkham}\n"
    )
    own = Assistant(corpus=small.corpus_dir, index=small.index_dir)
    assert {document.id for document in own.catalog.documents.values()} == {"example-brief", "border-note"}
    assert own.catalog.vocabulary.acronyms == {"GOT": "gate of Torkham"}
    answer = own.ask("How long do the trucks wait at the GOT?")
    citation = answer.claims[0].citations[0]
    assert (citation.document_id, citation.speaker) == ("border-note", "Independent")
    with pytest.raises(UnknownDocument, match="un-mt-16th-report-2025"):
        own.document("un-mt-16th-report-2025")


def test_an_answer_is_of_one_generation_though_the_sources_change_meanwhile(small, small_text, monkeypatch):
    own = Assistant(small)
    own.prepare()
    (small.corpus_dir / "corpus.yaml").write_text("title: The border\ncollected: 2026-07\n")
    small_text.write_text(small_text.read_text().replace("nine days", "ten days"))
    search = Searcher.search

    def overtaken(searcher, *arguments, **named):
        own.update()
        return search(searcher, *arguments, **named)

    question, documents = "How long do the trucks wait at Torkham?", own.catalog.documents
    with monkeypatch.context() as patch:
        patch.setattr(Searcher, "search", overtaken)
        answer = own.ask(question)
    quotes = [citation for claim in answer.claims for citation in claim.citations]
    assert quotes
    assert all(documents[quote.document_id].text[quote.start : quote.end] == quote.quote for quote in quotes)
    assert "nine days" in answer.text
    assert answer.sources_as_of is None, "the date is that of the sources that answered"
    assert "ten days" in own.ask(question).text
    assert own.ask(question).sources_as_of == "2026-07"


def test_of_an_earlier_question_no_more_is_read_than_of_a_question(engine):
    earlier, follow_up = "When was the Doha ceasefire announced? " + "Tell me all of it. " * 2000, "Who mediated it?"
    for turn in (earlier, {"role": "user", "text": earlier}, Turn(text=earlier)):
        answer = engine.ask(follow_up, [turn])
        assert "Doha ceasefire" in answer.standalone_question
        assert len(answer.standalone_question) < 2100


def test_threads_that_use_a_fresh_retriever_together_share_one_engine(border, monkeypatch):
    made, make = [], SearchEngine.__init__

    def slowly(engine, settings):
        made.append(engine)
        time.sleep(0.2)
        make(engine, settings)

    monkeypatch.setattr(SearchEngine, "__init__", slowly)
    retriever = Retriever(settings=border.settings)
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(lambda _: retriever.engine, range(4)))
    assert engines == made * 4


def test_a_long_claim_is_checked_against_the_corpus_and_against_passages(border):
    claim = "Forty trucks had crossed the border at Torkham. " * 103
    assert 4900 < len(claim) < 5000
    assert border.check(claim).nearest
    assert verify(claim, ["Forty trucks crossed."]).verdict in {"supported", "partly", "unsupported"}
    with pytest.raises(InputError, match="at most 5,000"):
        border.check(claim * 2)


def test_a_claim_is_checked_against_the_corpus_with_the_place_that_decides(small):
    own = Assistant(small)
    right = own.check("Forty trucks crossed the border at Torkham.")
    assert right.verdict == "supported"
    assert right.source.document_id == "example-brief"
    text = own.document("example-brief").text
    assert text[right.source.start : right.source.end] == right.source.quote
    wrong = own.check("The moon is made of green cheese, said the mayor of Oslo.")
    assert (wrong.verdict, wrong.source) == ("unsupported", None)
    assert wrong.nearest
    with pytest.raises(InputError, match="claim is empty"):
        own.check(" ")


def test_a_dispute_that_decides_is_said_by_whoever_disputes(border, engine):
    source = engine.check("The Taliban deny supporting the TTP").source
    assert (source.speaker, source.disputed_by) == ("Taliban", None)
    source = border.check("The Taliban say that only four trucks crossed.").source
    assert source.quote.rstrip(".") == "The Taliban say that only four trucks crossed"
    assert (source.speaker, source.disputed_by) == ("Unknown", None)  # the small corpus knows no voices
    source = border.check("The ministry said that forty trucks had crossed at Torkham.").source
    assert source.quote.startswith("The ministry said")
    assert source.quote.endswith("at Torkham.")
    assert (source.speaker, source.disputed_by) == ("Pakistan", "The Taliban say that only four trucks crossed.")


def test_verify_needs_no_corpus():
    result = verify("Forty trucks crossed.", ["Nothing.", "Forty trucks crossed. Then it rained."])
    assert (result.verdict, result.span.passage) == ("supported", 1)
