"""Keys, rates, and what happens when more is asked than can be answered."""

import asyncio
import hashlib
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import httpx
import pytest
from starlette.requests import ClientDisconnect

from assistant.errors import Overloaded, SettingsError
from assistant.serve.rest.app import create_app
from assistant.serve.rest.ask import Stream
from assistant.serve.rest.engine import Engine
from assistant.serve.rest.keys import known_hashes, matching, new_key
from assistant.serve.rest.problems import ProblemError
from assistant.serve.rest.rate import CLIENTS, RateLimit
from assistant.settings import load_settings
from tests.serving import served

KEY = "wakhan_for-this-test"
HASH = hashlib.sha256(KEY.encode()).hexdigest()


def test_with_keys_each_request_must_bring_one(serve, problem):
    client = serve(api_keys=[HASH])
    for headers in ({"Authorization": f"Bearer {KEY}"}, {"X-API-Key": KEY}):
        assert client.get("/v1/models", headers=headers).status_code == 200
    for headers in (
        {},
        {"X-API-Key": "wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {KEY}"},
        {"X-API-Key": HASH},
    ):
        for path in ("/v1/models", "/v1/documents", "/metrics", "/nowhere"):
            response = client.get(path, headers=headers)
            problem(response, 401, "unauthorized")
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
            assert KEY not in response.text
    problem(client.post("/v1/ask", content=b"{" * 1000, headers={"X-API-Key": "wrong"}), 401, "unauthorized")
    problem(client.get("/v1/models", headers={b"X-API-Key": b"\xff\xfe"}), 401, "unauthorized")
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_only_the_hash_of_a_new_key_is_kept_and_only_for_its_owner(tmp_path):
    path = tmp_path / "data" / "api-keys"
    keys = [new_key(path, name) for name in ("laptop", "desk")]
    assert not [key for key in keys if key in path.read_text()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    hashes = known_hashes(load_settings(data=tmp_path / "data"))
    assert [matching(key, hashes) for key in keys] == hashes
    assert matching("wakhan_other", hashes) is None


def test_a_file_that_holds_no_hashes_is_refused(tmp_path):
    (tmp_path / "api-keys").write_text("a key in the clear\n")
    with pytest.raises(SettingsError, match="no SHA-256 hash"):
        known_hashes(load_settings(data=tmp_path))
    with pytest.raises(SettingsError, match="cannot be read"):
        known_hashes(load_settings(api_keys_file=tmp_path / "absent"))


def test_keys_and_origins_can_be_given_with_commas(monkeypatch):
    monkeypatch.setenv("ASSISTANT_API_KEYS", f"{HASH}, {HASH}")
    monkeypatch.setenv("ASSISTANT_CORS_ORIGINS", "https://a.example")
    assert load_settings().api_keys == [HASH, HASH]
    assert load_settings().cors_origins == ["https://a.example"]


def test_an_origin_that_is_allowed_gets_permission(serve):
    client = serve(cors_origins=["https://desk.example"])
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/ask", headers=asked).headers["access-control-allow-origin"] == "https://desk.example"
    assert (
        "access-control-allow-origin" not in client.get("/v1/models", headers={"Origin": "https://x.example"}).headers
    )


def test_a_client_that_calls_too_often_is_told_when_to_come_back(serve, problem):
    client = serve(rate_limit=3)
    assert [client.get("/v1/models").status_code for _ in range(4)] == [200, 200, 200, 429]
    response = client.get("/v1/models")
    problem(response, 429, "rate-limited")
    assert 1 <= int(response.headers["Retry-After"]) <= 20
    assert client.get("/healthz").status_code == 200


def test_a_bucket_fills_again_and_is_each_clients_own():
    now = [0.0]
    rate = RateLimit(60, clock=lambda: now[0])
    assert [rate.wait_for("a") for _ in range(61)] == [0] * 60 + [1]
    assert rate.wait_for("b") == 0
    now[0] = 2.0
    assert [rate.wait_for("a") for _ in range(3)] == [0, 0, 1]
    for number in range(CLIENTS + 5):
        rate.wait_for(str(number))
    assert len(rate._buckets) == CLIENTS


def test_what_is_more_than_can_wait_is_told_to_come_back_and_the_rest_is_answered(serve, engine, problem):
    question = "Why does Mongolia attend SCO meetings while Afghanistan does not?"
    alone = engine.ask(question).model_dump(mode="json", exclude={"timings_ms"})
    client = serve(serve_workers=1, serve_queue=2, rate_limit=0)
    with ThreadPoolExecutor(12) as pool:
        responses = list(pool.map(lambda _: client.post("/v1/ask", json={"question": question}), range(12)))
    answered = [response.json() for response in responses if response.status_code == 200]
    refused = [response for response in responses if response.status_code != 200]
    assert len(answered) >= 3
    assert refused
    for answer in answered:
        answer.pop("timings_ms")
        assert answer == alone
    for response in refused:
        problem(response, 429, "overloaded")
        assert int(response.headers["Retry-After"]) >= 1


@pytest.fixture
def slow_start(engine, tmp_path):
    """The address of a server of one worker and two places to wait, and the event that makes its engine ready."""
    ready = threading.Event()
    slow = SimpleNamespace(prepare=lambda _: ready.wait(60), ask=engine.ask, catalog=engine.catalog)
    app = create_app(load_settings(data=tmp_path, serve_workers=1, serve_queue=2, rate_limit=0), slow)
    with served(app) as address:
        yield address, ready


@pytest.mark.parametrize(
    "body",
    [
        ("/v1/ask", {"question": "Who is Juma Khan Fateh?", "stream": True}),
        (
            "/v1/chat/completions",
            {"model": "m", "messages": [{"role": "user", "content": "Who is Juma Khan Fateh?"}], "stream": True},
        ),
    ],
    ids=["ours", "OpenAI's"],
)
def test_streams_that_come_before_the_server_is_ready_are_refused_by_their_status(slow_start, problem, body):
    (address, ready), (path, asked), clients = slow_start, body, 20
    seventeen_refused = threading.Semaphore(0)

    def ask(_):
        with closing(httpx.Client(base_url=address, timeout=60, trust_env=False)) as client:
            response = client.post(path, json=asked)
            if response.status_code == 429:
                seventeen_refused.release()
            return response

    with ThreadPoolExecutor(clients) as pool:
        waiting = pool.map(ask, range(clients))
        refused_in_time = all(seventeen_refused.acquire(timeout=20) for _ in range(clients - 3))
        ready.set()
        responses = list(waiting)
    assert refused_in_time, "who finds no place is told so at once"
    answered = [response for response in responses if response.status_code == 200]
    assert len(answered) == 3
    for response in answered:
        assert "event: error" not in response.text
        assert '"error"' not in response.text
        assert response.text.rstrip().endswith(("data: {}", "data: [DONE]"))
    for response in responses:
        if response not in answered:
            problem(response, 429, "overloaded")
            assert int(response.headers["Retry-After"]) >= 1


def test_a_stream_whose_client_is_gone_before_it_begins_gives_its_place_back(runner):
    async def events():
        yield b""

    async def gone(_):
        raise OSError

    place = runner.reserve()
    assert runner.outstanding == 1
    with pytest.raises(ClientDisconnect):
        asyncio.run(Stream(events(), place)({"type": "http", "asgi": {"spec_version": "2.4"}}, None, gone))
    assert runner.outstanding == 0
    place.free()
    assert runner.outstanding == 0


def test_a_question_that_is_refused_after_it_was_let_in_leaves_no_place_taken(serve):
    client = serve(serve_workers=1, serve_queue=0, rate_limit=0)
    for _ in range(3):
        for body in ({"question": "?"}, {"question": "Why?", "filters": {"perspectives": ["Mars"]}}):
            assert client.post("/v1/ask", json=body | {"stream": True}).status_code == 422
    assert client.post("/v1/ask", json={"question": "Who is Juma Khan Fateh?", "stream": True}).status_code == 200


@pytest.fixture
def runner():
    """An engine of one worker and one place to wait, ready for any work."""
    found = Engine(None, workers=1, queue=1)
    found._prepared.set()
    yield found
    found.stop()


def test_the_queue_is_bounded_and_empties(runner):
    async def crowd():
        gate, refused = threading.Event(), []

        async def one(number):
            try:
                return await runner.compute(lambda: gate.wait(30) and number)
            except Overloaded as error:
                refused.append(error.retry_after_s)

        tasks = [asyncio.create_task(one(number)) for number in range(5)]
        await asyncio.sleep(0.1)
        assert (runner.outstanding, runner.waiting) == (2, 1)
        gate.set()
        return [result for result in await asyncio.gather(*tasks) if result is not None], refused

    assert asyncio.run(crowd()) == ([0, 1], [1] * 3)
    assert runner.outstanding == 0


def test_a_client_that_went_away_is_not_computed_for(runner):
    done = []

    async def ask_and_go():
        gate = threading.Event()

        async def gone():
            return True

        busy = asyncio.create_task(runner.compute(lambda: gate.wait(30)))
        await asyncio.sleep(0)
        with pytest.raises(ProblemError, match="went away"):
            await runner.compute(lambda: done.append("for nobody"), gone)
        cut = asyncio.create_task(runner.compute(lambda: done.append("for a stream that was cut")))
        await asyncio.sleep(0)
        cut.cancel()
        await asyncio.wait([cut])
        gate.set()
        await busy
        await runner.compute(lambda: done.append("for one who waits"))

    asyncio.run(ask_and_go())
    assert done == ["for one who waits"]
