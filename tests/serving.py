"""An ASGI application on a free port of this machine, for as long as a test needs it."""

import threading
import time
from contextlib import contextmanager

import uvicorn


@contextmanager
def served(app):
    """The address, such as http://127.0.0.1:49152, at which `app` answers."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
