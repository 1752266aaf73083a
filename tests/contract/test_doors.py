"""One answer record, many doors: the same questions get the same claims, documents, quotes and offsets at each.

A door is a function from where it stands (an engine, and the address of a server over it) and questions to answer
records; a new one joins by a line in ANSWERS, or in PASSAGES if it gives passages. The web page, which needs a browser,
is asked five of them in tests/browser/test_same_answers.py.
"""

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from itertools import pairwise
from types import SimpleNamespace

import httpx
import openai
import pytest
from markdown_it import MarkdownIt
from mcp import Client, StdioServerParameters

from assistant import Answer, Filters, Retriever
from assistant.answer.assistant import CANDIDATES
from assistant.chat.records import Exchange
from assistant.export.markdown import write_markdown
from assistant.export.paper import paper_of
from assistant.retrieve.llamaindex import Retriever as LlamaIndexRetriever
from assistant.retrieve.read import Reader
from assistant.serve.cli import run
from assistant.serve.rest.app import create_app
from tests.contract.fifty import claims, fifty, place, references
from tests.serving import served

pytestmark = pytest.mark.timeout(600)

COMMAND = [sys.executable, "-m", "assistant"]
K = CANDIDATES  # what an answer chooses from: these pairs have been read for it
AT_ONCE = 2  # as many as the server has workers


# The doors that answer. Python is not among them: it is what they are compared with.


def shell(_, questions):
    lines = "\n".join(questions).encode()
    done = subprocess.run([*COMMAND, "ask", "-"], input=lines, capture_output=True, timeout=500, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def rest(where, questions):
    with httpx.Client(base_url=where.address, timeout=60, trust_env=False) as client:

        def ask(question):
            return client.post("/v1/ask", json={"question": question}).raise_for_status().json()

        return at_once(ask, questions)


def server_sent_events(where, questions):
    with httpx.Client(base_url=where.address, timeout=60, trust_env=False) as client:

        def ask(question):
            response = client.post("/v1/ask", json={"question": question, "stream": True})
            events = re.findall(r"^event: (\w+)\ndata: (.*)$", response.text, re.MULTILINE)
            (answer,) = [json.loads(data) for name, data in events if name == "answer"]
            assert [json.loads(data) for name, data in events if name == "claim"] == answer["claims"]
            return answer

        return at_once(ask, questions)


def openai_style(where, questions):
    with openai.OpenAI(base_url=f"{where.address}/v1", api_key="none", max_retries=0) as client:

        def ask(question):
            done = client.chat.completions.create(model="wakhan", messages=[{"role": "user", "content": question}])
            assert done.choices[0].message.content == done.wakhan["text"]
            return done.wakhan

        return at_once(ask, questions)


def openai_streamed(where, questions):
    with openai.OpenAI(base_url=f"{where.address}/v1", api_key="none", max_retries=0) as client:

        def ask(question):
            messages = [{"role": "user", "content": question}]
            chunks = list(client.chat.completions.create(model="wakhan", messages=messages, stream=True))
            answer = chunks[-1].wakhan
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == answer["text"]
            return answer

        return at_once(ask, questions)


def mcp_stdio(_, questions):
    target = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "mcp"], env=dict(os.environ))
    return called(target, "ask", [{"question": question} for question in questions])


def mcp_http(where, questions):
    return called(f"{where.address}/mcp", "ask", [{"question": question} for question in questions])


ANSWERS = {
    "shell": shell,
    "REST": rest,
    "server-sent events": server_sent_events,
    "OpenAI style": openai_style,
    "OpenAI style, streamed": openai_streamed,
    "MCP stdio": mcp_stdio,
    "MCP http": mcp_http,
}


# The doors that give passages.


def langchain(where, queries):
    retriever = Retriever(k=K, settings=where.engine.settings)
    return [[document.metadata for document in retriever.invoke(query)] for query in queries]


def llamaindex(where, queries):
    retriever = LlamaIndexRetriever(k=K, settings=where.engine.settings)
    return [[node.metadata for node in retriever.retrieve(query)] for query in queries]


def rest_search(where, queries):
    with httpx.Client(base_url=where.address, timeout=60, trust_env=False) as client:
        return [client.get("/v1/search", params={"q": query, "k": K}).json()["hits"] for query in queries]


def mcp_search(where, queries):
    calls = [{"query": query, "k": K} for query in queries]
    return [result["result"] for result in called(f"{where.address}/mcp", "search", calls)]


def shell_search(where, queries):
    """The command runs in this process: fifty of its own would each load the models."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.answer.assistant.Assistant", lambda *_, **__: where.engine)
        for query in queries:
            with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as output:
                assert run(["search", "--json", "-k", str(K), "--", query]) == 0
                found.append(json.loads(output.buffer.getvalue()))
    return found


PASSAGES = {
    "LangChain": langchain,
    "LlamaIndex": llamaindex,
    "REST": rest_search,
    "MCP": mcp_search,
    "shell": shell_search,
}


def at_once(ask, questions):
    """What `ask` makes of each question, AT_ONCE at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, questions))


def called(target, tool, calls):
    """The structured results of one MCP tool, called over one connection."""

    async def run():
        async with Client(target) as client:
            return [(await client.call_tool(tool, arguments)).structured_content for arguments in calls]

    return asyncio.run(run())


@pytest.fixture(scope="module", autouse=True)
def each_pair_read_once():
    """The doors of this process read the same pairs, and reading is what takes time: each is read the first time only.

    What a door does with a question, and the engine with what was read, is done each time.
    """
    known, read = {}, Reader.read

    def remembered(reader, question, texts):
        key = question, tuple(texts)
        if key not in known:
            known[key] = read(reader, question, texts)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "read", remembered)
        yield


@pytest.fixture(scope="module")
def where(engine):
    """The engine, and the address of one server over it."""
    settings = engine.settings.model_copy(update={"rate_limit": 0})
    with served(create_app(settings, engine)) as address:
        yield SimpleNamespace(engine=engine, address=address)


@pytest.fixture(scope="module")
def questions():
    return fifty()


@pytest.fixture(scope="module")
def expected(engine, questions):
    return [engine.ask(question).model_dump(mode="json") for question in questions]


def test_the_questions_try_what_an_answer_can_be(expected, engine):
    assert {record["abstained"] for record in expected} == {True, False}
    assert any(record["disagreements"] for record in expected)
    cited = [citation for record in expected for claim in record["claims"] for citation in claim["citations"]]
    assert {citation["form"] for citation in cited} == {"text", "brief"}
    for citation in cited:
        assert engine.document(citation["document_id"]).text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("door", ANSWERS.values(), ids=ANSWERS)
def test_every_door_says_the_same(door, where, questions, expected):
    answers = door(where, questions)
    assert [answer["question"] for answer in answers] == questions
    for answer, right in zip(answers, expected, strict=True):
        assert claims(answer) == claims(right), right["question"]


@pytest.fixture(scope="module")
def nearest(engine, questions):
    return [[place(hit.model_dump()) for hit in engine.search(question, k=K)] for question in questions]


@pytest.mark.parametrize("door", PASSAGES.values(), ids=PASSAGES)
def test_every_door_finds_the_same(door, where, questions, nearest):
    found = door(where, questions)
    for question, passages, right in zip(questions, found, nearest, strict=True):
        assert [place(passage) for passage in passages] == right, question


def test_a_search_in_a_process_of_its_own_finds_the_same(questions, nearest):
    command = [*COMMAND, "search", "--json", "-k", str(K), questions[0]]
    done = subprocess.run(command, capture_output=True, timeout=100, check=True)
    assert [place(hit) for hit in json.loads(done.stdout)] == nearest[0]


def test_the_markdown_export_says_the_same(expected):
    exchanges = [Exchange(record["question"], Filters(), Answer.model_validate(record)) for record in expected]
    sections = sections_of(write_markdown(paper_of("Fifty questions", exchanges)).decode())
    assert [section.question for section in sections] == [" ".join(record["question"].split()) for record in expected]
    for section, right in zip(sections, expected, strict=True):
        assert section.references == references(right), right["question"]
        for claim in right["claims"]:
            said = claim["text"].partition(": ")[2] or claim["text"]  # a voice that goes on is named once
            assert bare(said) in bare(section.text), right["question"]


def sections_of(markdown):
    """The sections of an exported file: question, text, and the place of each reference by its number."""
    sections, item = [], ""
    tokens = MarkdownIt().parse(markdown)
    for before, token in pairwise(tokens):
        item = token.info if token.type == "list_item_open" else "" if token.type == "list_item_close" else item
        if token.type != "inline":
            continue
        said = "".join("\n" if child.type.endswith("break") else child.content for child in token.children)
        if before.tag == "h2":
            sections.append(SimpleNamespace(question=said, text="", references={}))
        elif item:
            sections[-1].references[int(item)] = reference(said)
        elif sections and before.tag == "p":
            sections[-1].text += said
    return sections


def reference(said):
    about, quote, _ = said.split("\n")
    document_id, start, end = re.search(r"Kept here as (\S+), characters (\d+) to (\d+)\.", about).groups()
    if "own words" in about or "official text)" in about:
        quote = re.fullmatch("“(.*)”", quote).group(1)
    return document_id, quote, int(start), int(end)


def bare(text):
    """Letters alone, without spaces and the numbers of references."""
    return re.sub(r"\[\d+\]|\s", "", text)
