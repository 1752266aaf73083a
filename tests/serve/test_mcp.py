"""The MCP server, driven by the official client over both transports."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from types import SimpleNamespace

import jsonschema
import pytest
from mcp import Client, MCPError, StdioServerParameters

from assistant import Answer, ClaimCheck, Document, Hit
from assistant.answer.who_says_what import Voice
from assistant.errors import IndexingError
from assistant.serve.mcp.server import URI, AssistantServer
from tests.serving import served

QUESTION = "How many trucks had crossed the border at Torkham?"
TOOLS = {"ask", "search", "open_document", "verify_claim", "who_says_what"}


def command(assistant):
    """The command that serves `assistant`'s corpus over stdio."""
    settings = assistant.settings
    folders = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    return [sys.executable, "-m", "assistant", *folders, "mcp"]


def session(target, *calls):
    """The results of `calls`, each a function of the client, in one session."""

    async def run():
        async with Client(target) as client:
            return [await call(client) for call in calls]

    return asyncio.run(run())


def tool(name, **arguments):
    return lambda client: client.call_tool(name, arguments)


CALLS = {
    "answer": tool("ask", question=QUESTION, filters={"perspectives": ["Pakistan"]}),
    "hits": tool("search", query="trucks at Torkham", k=2),
    "document": tool("open_document", document_id="example-brief"),
    "check": tool("verify_claim", claim="Forty trucks had crossed the border at Torkham."),
    "voices": tool("who_says_what", topic="forty trucks at the border at Torkham"),
    "missing": tool("open_document", document_id="nothing"),
    "bad": tool("ask", question="?"),
    "tools": lambda client: client.list_tools(),
    "resources": lambda client: client.list_resources(),
    "text": lambda client: client.read_resource(URI + "border-note"),
}


@pytest.fixture(scope="module", params=["stdio", "http"])
def seen(request, border):
    """What the client gets for each of CALLS, over one transport in one session."""
    if request.param == "stdio":
        program, *arguments = command(border)
        results = session(StdioServerParameters(command=program, args=arguments, env=dict(os.environ)), *CALLS.values())
    else:
        with served(AssistantServer(border).http_app()) as address:
            results = session(f"{address}/mcp", *CALLS.values())
    return SimpleNamespace(**dict(zip(CALLS, results, strict=True)))


def test_every_tool_gives_the_record_that_python_gives(seen, border):
    expected = border.ask(QUESTION)
    got = Answer.model_validate(seen.answer.structured_content)
    assert (got.text, got.claims, got.disagreements) == (expected.text, expected.claims, expected.disagreements)
    assert json.loads(seen.answer.content[0].text) == seen.answer.structured_content
    assert [Hit(**hit) for hit in seen.hits.structured_content["result"]] == border.search("trucks at Torkham", k=2)
    assert Document(**seen.document.structured_content) == border.document("example-brief")
    assert ClaimCheck(**seen.check.structured_content).verdict == "supported"


def test_who_says_what_sets_voice_against_voice(seen):
    voices = {voice.name: voice for voice in (Voice(**item) for item in seen.voices.structured_content["result"])}
    (denial,) = voices["Unknown"].statements  # the small corpus has no vocabulary that knows the Taliban
    assert "only four trucks" in denial.text
    numbers = {statement.number for statement in voices["Pakistan"].statements}
    assert {other.number for other in denial.against} <= numbers
    assert denial.against


def test_tools_are_read_only_typed_and_explained(seen):
    assert {item.name for item in seen.tools.tools} == TOOLS
    for item in seen.tools.tools:
        assert item.annotations.read_only_hint
        assert item.annotations.idempotent_hint
        assert not item.annotations.destructive_hint
        assert not item.annotations.open_world_hint
        assert item.description
        assert all("description" in field for field in item.input_schema["properties"].values())
        jsonschema.Draft202012Validator.check_schema(item.output_schema)


def test_documents_are_resources(seen, border):
    assert {item.uri for item in seen.resources.resources} == {URI + "example-brief", URI + "border-note"}
    assert seen.text.contents[0].text == border.document("border-note").text


def test_errors_travel_over_each_transport(seen):
    assert seen.missing.structured_content["error"] == "not_found"
    assert seen.bad.structured_content["error"] == "bad_input"


@pytest.mark.parametrize(
    ("name", "arguments", "kind", "words"),
    [
        ("open_document", {"document_id": "no-such-document"}, "not_found", "no-such-document"),
        ("open_document", {"document_id": "../../etc/passwd"}, "not_found", "No document has the id"),
        ("ask", {"question": ""}, "bad_input", "empty"),
        ("ask", {"question": "x" * 1_000_000}, "bad_input", "at most 2,000"),
        ("ask", {"question": 42}, "bad_input", "question"),
        ("ask", {}, "bad_input", "question: Field required"),
        ("ask", {"question": "Who?", "shout": True}, "bad_input", "no argument 'shout'"),
        ("ask", {"question": "Who?", "filters": {"colour": "red"}}, "bad_input", "colour"),
        ("ask", {"question": "Who?", "filters": {"perspectives": ["Atlantis"]}}, "bad_input", "Atlantis"),
        ("search", {"query": "x", "k": 0}, "bad_input", "k: Input should be greater"),
        ("verify_claim", {"claim": " "}, "bad_input", "claim is empty"),
        ("delete_everything", {}, "bad_input", "no tool 'delete_everything'"),
    ],
)
def test_not_found_and_bad_input_are_told_apart(border, name, arguments, kind, words):
    (result,) = session(AssistantServer(border), tool(name, **arguments))
    assert result.is_error
    assert result.structured_content["error"] == kind
    assert words in result.structured_content["message"]
    assert result.content[0].text.startswith(kind.replace("_", " "))
    assert "pydantic" not in result.content[0].text


@pytest.mark.parametrize(
    ("error", "words"),
    [(IndexingError("the disk is full"), "the disk is full"), (RuntimeError("secret"), "its log says more")],
)
def test_what_is_broken_says_so_and_leaks_nothing_unforeseen(border, monkeypatch, caplog, error, words):
    def broken(*_):
        raise error

    monkeypatch.setattr(border, "document", broken)
    with caplog.at_level(logging.ERROR):
        (result,) = session(AssistantServer(border), tool("open_document", document_id="example-brief"))
    assert result.structured_content["error"] == "broken"
    assert words in result.content[0].text
    assert "secret" not in result.content[0].text
    assert str(error) in caplog.text


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fetc%2Fpasswd", "../secret"])
def test_an_unknown_resource_is_not_found(border, name):
    async def refused(client):
        with pytest.raises(MCPError) as caught:
            await client.read_resource(URI + name)
        return caught.value.code

    assert session(AssistantServer(border), refused) == [-32602]  # invalid params; -32603 would be: broken


def test_stdout_carries_the_protocol_and_nothing_else(border):
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ]
    with subprocess.Popen(command(border), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for message in messages:
            process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        lines = [process.stdout.readline(), process.stdout.readline()]
        process.stdin.close()
        lines += process.stdout.readlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert json.loads(lines[1])["result"]["structuredContent"]["claims"]
