"""Whatever is sent, the answer is a readable problem that leaks nothing, and the server lives."""

import json
import socket
import time

import pytest

JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def still_alive(client):
    yield
    assert client.get("/readyz").json()["ready"] is True


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/ask", {}, "body.question"),
        ("/v1/ask", {"question": 5}, "body.question"),
        ("/v1/ask", {"question": None}, "body.question"),
        ("/v1/ask", {"question": "Why?", "colour": "red"}, "body.colour"),
        ("/v1/ask", {"question": "Why?", "history": "before"}, "body.history"),
        ("/v1/ask", {"question": "Why?", "history": [{"role": "judge", "text": "x"}]}, "body.history.0"),
        ("/v1/ask", {"question": "Why?", "history": ["x"] * 201}, "body.history"),
        ("/v1/ask", {"question": "Why?", "history": ["x" * 20_001]}, "body.history.0"),
        ("/v1/ask", {"question": "Why?", "history": [{"text": "x" * 20_001}]}, "body.history.0"),
        ("/v1/ask", {"question": "Why?", "filters": {"voices": ["UN"]}}, "body.filters.voices"),
        ("/v1/ask", {"question": "\ud800"}, "body"),
        ("/v1/ask", {"\udfff": "Why?"}, "body"),
        ("/v1/feedback", {"question": "x", "rating": "up", "comment": "\udc00"}, "body"),
        ("/v1/ask", ["Why?"], "body"),
        ("/v1/search", {"query": "x", "k": 0}, "body.k"),
        ("/v1/search", {"query": "x", "k": 10**400}, "body.k"),
        ("/v1/verify", {"claim": "", "passages": ["x"]}, "body.claim"),
        ("/v1/verify", {"claim": "x", "passages": [1]}, "body.passages.0"),
        ("/v1/feedback", {"question": "x", "rating": "meh"}, "body.rating"),
        ("/v1/chat/completions", {"model": "wakhan", "messages": []}, "body.messages"),
        ("/v1/chat/completions", {"model": "wakhan", "messages": [{"role": "user", "content": 1}]}, "body.messages.0"),
        (
            "/v1/chat/completions",
            {"model": "m", "messages": [{"role": "user", "content": "x"}], "tools": []},
            "body.tools",
        ),
    ],
)
def test_a_body_of_another_shape_is_told_which_field(client, problem, path, body, field):
    record = problem(client.post(path, content=json.dumps(body), headers=JSON), 422, "invalid")
    assert any(item["field"].startswith(field) for item in record["errors"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"question": " ?! "}, "empty"),
        ({"question": "why " * 2000}, "at most 2,000"),
        ({"question": "why\x00not"}, "control character"),
        ({"question": "Why?", "filters": {"perspectives": ["Mars"]}}, "No source has the perspective 'Mars'"),
        ({"question": "Why?", "filters": {"documents": ["../../etc/passwd"]}}, "No source has the document"),
        ({"question": "Why?", "filters": {"since": "soon"}}, "no date"),
    ],
)
def test_a_question_that_cannot_be_used_is_told_why_before_any_stream_begins(client, problem, body, said, stream):
    assert said in problem(client.post("/v1/ask", json=body | {"stream": stream}), 422, "invalid")["detail"]


@pytest.mark.parametrize(
    "content",
    [b'{"question": "\xff\xfe"}', b"\x00", b"{", b"[" * 100_000, b'{"question": ' + b"9" * 5000 + b"}"],
    ids=["broken UTF-8", "no JSON", "half an object", "deep", "a long number"],
)
def test_a_body_that_is_no_json_in_utf8_is_malformed(client, problem, content):
    problem(client.post("/v1/ask", content=content, headers=JSON), 400, "malformed")


def test_a_body_that_is_not_said_to_be_json_is_not_read(client, problem):
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        problem(
            client.post("/v1/feedback", content=b'{"question":"x","rating":"up"}', headers={"Content-Type": kind}),
            422,
            "invalid",
        )


def test_a_question_of_a_megabyte_is_refused(client, problem):
    body = json.dumps({"question": "x" * 1_000_000}).encode()
    problem(client.post("/v1/ask", content=body, headers=JSON), 413, "content-too-large")
    pieces = (body[start : start + 8192] for start in range(0, len(body), 8192))  # of a length that is not told
    problem(client.post("/v1/ask", content=pieces, headers=JSON), 413, "content-too-large")


@pytest.mark.parametrize(
    "name",
    [
        "no-such-id",
        "..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        "a/../../b",
        "C:%5Cwindows",
        "%00",
        "x" * 5000,
        "@original",
    ],
)
def test_an_unknown_id_or_a_path_in_one_is_not_found(client, problem, name):
    problem(client.get(f"/v1/documents/{name}"), 404, "not-found")
    problem(client.post("/v1/verify", json={"claim": "Trucks.", "documents": [name]}), 404, "not-found")


def test_bytes_of_the_address_that_are_no_utf8_are_malformed(client, problem):
    problem(client.get("/v1/search?q=gold%ff"), 400, "malformed")
    problem(client.get("/v1/documents/%ff"), 400, "malformed")


def test_filters_beside_passages_have_nothing_to_choose_from(client, problem):
    body = {"claim": "Trucks.", "passages": ["Trucks crossed."], "filters": {"perspectives": ["UN"]}}
    assert "Filters" in problem(client.post("/v1/verify", json=body), 422, "invalid")["detail"]
    body = {"claim": "Trucks.", "filters": {"perspectives": ["Mars"]}}
    assert "Mars" in problem(client.post("/v1/verify", json=body), 422, "invalid")["detail"]


def test_an_unknown_parameter_is_refused(client, problem):
    problem(client.get("/v1/search", params={"q": "gold", "voice": "UN"}), 422, "invalid")
    problem(client.get("/v1/documents", params={"limit": -1}), 422, "invalid")


def test_an_unknown_address_or_method_is_a_problem_too(client, problem):
    problem(client.get("/v2/ask"), 404, "not-found")
    problem(client.get("/docs"), 404, "not-found")
    response = client.delete("/v1/ask")
    problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "POST"


def test_a_name_that_is_not_this_machines_is_misdirected(client, problem):
    problem(client.get("/v1/models", headers={"Host": "rebound.example"}), 421, "misdirected")


def test_a_web_page_elsewhere_gets_no_permission(client):
    response = client.get("/v1/models", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("cut_after", [0, 40, 400])
def test_a_connection_cut_in_mid_stream_harms_nobody(client, cut_after):
    body = json.dumps({"question": "Why does Mongolia attend SCO meetings?", "stream": True}).encode()
    head = b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    for _ in range(3):
        with socket.create_connection((client.base_url.host, client.base_url.port)) as wire:
            wire.sendall(head % len(body) + body)
            if cut_after:
                wire.recv(cut_after)
    with socket.create_connection((client.base_url.host, client.base_url.port)) as wire:
        wire.sendall(head % 1000 + b'{"question": "hal')  # and one that is cut within the question
    until = time.monotonic() + 30
    while "wakhan_questions_waiting 0.0" not in client.get("/metrics").text:
        assert time.monotonic() < until, "what the gone clients asked for still waits"
        time.sleep(0.1)
    assert client.post("/v1/ask", json={"question": "Who is Juma Khan Fateh?"}).status_code == 200
