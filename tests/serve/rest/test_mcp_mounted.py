"""MCP at the REST server's /mcp: the official client, behind the same key, through the same queue."""

import asyncio
import json
from hashlib import sha256

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

QUESTION = "How many TTP fighters are in Afghanistan?"
KEY = "wakhan_for-this-test"


def session(client, work, headers=None):
    """What `work` makes of an MCP client of the server that `client` calls."""

    async def run():
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False) as http,
            Client(streamable_http_client(f"{client.base_url}/mcp", http_client=http)) as found,
        ):
            return await work(found)

    return asyncio.run(run())


def test_the_tools_give_the_record_that_python_gives(client, engine):
    async def work(found):
        return await found.call_tool("ask", {"question": QUESTION}), await found.list_resources()

    answer, resources = session(client, work)
    wanted = engine.ask(QUESTION).model_dump(mode="json")
    assert answer.structured_content | {"timings_ms": 0} == wanted | {"timings_ms": 0}
    assert len(resources.resources) == len(engine.catalog.documents)


def test_with_keys_a_call_must_bring_one(serve, problem):
    client = serve(api_keys=[sha256(KEY.encode()).hexdigest()])

    async def work(found):
        return await found.call_tool("open_document", {"document_id": "sco-charter-2002"})

    opened = session(client, work, {"Authorization": f"Bearer {KEY}"})
    assert opened.structured_content["id"] == "sco-charter-2002"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        problem(client.post("/mcp", json={}, headers=headers), 401, "unauthorized")
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
            session(client, work, headers)


def test_a_name_that_is_not_this_machines_is_misdirected_here_too(client, problem):
    problem(client.post("/mcp", json={}, headers={"Host": "rebound.example"}), 421, "misdirected")


ASKED = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}


@pytest.mark.parametrize("revision", ["2025-06-18", "2026-07-28"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", -32700),
        (b"\x00", -32700),
        (b'{"jsonrpc": "\xff"}', -32700),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', -32700),
        (b"[" * 100_000, -32700),
        (b'{"a":' * 50_000, -32700),
        (b"{}", -32600),
        (b"null", -32600),
        (b"[]", -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": {}, "method": 5}', -32600),
    ],
)
def test_what_is_no_message_is_told_so_in_one_line(client, content, code, revision):
    response = client.post("/mcp", content=content, headers=ASKED | {"MCP-Protocol-Version": revision})
    assert response.status_code == 400
    record = response.json()
    assert (record["jsonrpc"], record["id"], record["error"]["code"]) == ("2.0", None, code)
    assert one_line(record["error"]["message"])


@pytest.mark.parametrize(
    "params", [{}, {"name": 5}, {"name": "ask", "arguments": "why"}, {"name": "ask", "arguments": {"question": []}}, []]
)
def test_parameters_of_another_shape_are_told_so_in_one_line(client, params):
    response = client.post("/mcp", json=CALL | {"params": params}, headers=ASKED)
    assert response.status_code < 500
    record = response.json()
    said = record["error"]["message"] if "error" in record else record["result"]["content"][0]["text"]
    assert one_line(said)
    assert "error" in record or record["result"]["isError"]


def test_a_body_that_is_not_said_to_be_json_is_not_read_as_a_message(client):
    call = json.dumps(CALL | {"method": "ping"})
    for kind in ("text/plain", "multipart/form-data; boundary=x", ""):
        response = client.post("/mcp", content=call, headers=ASKED | {"Content-Type": kind})
        assert response.status_code == 415
        assert "application/json" in response.json()["error"]["message"]
    assert client.post("/mcp", content=call, headers=ASKED).status_code == 200


def test_a_message_of_a_megabyte_is_refused(client, problem):
    body = json.dumps(CALL | {"params": {"name": "ask", "arguments": {"question": "x" * 1_000_000}}}).encode()
    problem(client.post("/mcp", content=body, headers=ASKED), 413, "content-too-large")
    pieces = (body[start : start + 8192] for start in range(0, len(body), 8192))
    problem(client.post("/mcp", content=pieces, headers=ASKED), 413, "content-too-large")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_without_sessions_there_is_no_stream_to_open_and_nothing_to_end(client, problem, method):
    response = client.request(method, "/mcp", headers=ASKED)
    problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "POST"


def one_line(text):
    return text and "\n" not in text and "http" not in text and "pydantic" not in text.lower()


def test_when_too_many_wait_a_call_says_so_and_the_others_are_answered(serve, engine):
    client = serve(serve_workers=1, serve_queue=1)

    async def crowd(found):
        return await asyncio.gather(*(found.call_tool("ask", {"question": QUESTION}) for _ in range(8)))

    results = session(client, crowd)
    text = engine.ask(QUESTION).text
    assert {result.structured_content["text"] for result in results if not result.is_error} == {text}
    refused = [result.structured_content for result in results if result.is_error]
    assert refused
    assert {failure["error"] for failure in refused} == {"busy"}
    assert all("Try again in" in failure["message"] for failure in refused)
