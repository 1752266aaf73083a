"""The real application over the real engine, served on a free port of this machine."""

import contextlib
import socket
import threading
import time

import httpx
import pytest
import uvicorn

from assistant.serve.rest.app import create_app
from assistant.settings import load_settings


@contextlib.contextmanager
def serving(engine, **settings):
    """Serves `engine` with these settings; the client that calls it."""
    app = create_app(load_settings(**settings), engine)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            until_ready(client)
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


def until_ready(client):
    """Waits until questions can be answered."""
    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            if client.get("/readyz").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not get ready")


@pytest.fixture(scope="session")
def client(engine, tmp_path_factory):
    """A client of one server for all tests that only ask."""
    with serving(engine, data=tmp_path_factory.mktemp("data"), rate_limit=0) as found:
        yield found


@pytest.fixture
def serve(engine, tmp_path):
    """Serves with settings of a test's own."""
    with contextlib.ExitStack() as stack:
        yield lambda **settings: stack.enter_context(serving(engine, **({"data": tmp_path} | settings)))


@pytest.fixture
def problem():
    """Checks that a response is a problem of this kind, in the form of every other; the record."""

    def check(response, status, kind):
        assert response.headers["content-type"] == "application/problem+json"
        record = response.json()
        assert (response.status_code, record["type"]) == (status, f"urn:wakhan:problem:{kind}"), record
        assert record["status"] == status
        assert record["request_id"] == response.headers["X-Request-ID"]
        assert record["detail"]
        assert not [trace for trace in ("Traceback", ".py", "/work", "/home", "/tmp") if trace in response.text]
        return record

    return check
