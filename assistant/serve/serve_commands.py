"""The commands of the REST server: serve, and serve key new."""

from __future__ import annotations

import ipaddress
import logging
import socket
from typing import Annotated

import typer

from assistant.errors import InputError, SettingsError
from assistant.serve.options import settings_of
from assistant.serve.terminal import build_progress, note

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
key_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(key_app, name="key")


@app.callback()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default 8000. 0: any that is free.")] = None,
) -> None:
    """Serve the assistant to other programs: REST, OpenAI's chat completions, and MCP at /mcp. Ctrl-C ends it.

    Anything but this machine itself can be served only with a key.

    \b
    assistant serve
    assistant serve --port 8100
    assistant serve key new laptop
    """
    if context.invoked_subcommand:
        return
    settings = settings_of(context)
    host = settings.serve_host if host is None else host
    from assistant.serve.rest.gate import is_loopback
    from assistant.serve.rest.keys import known_hashes

    if not known_hashes(settings) and not is_loopback(host):
        raise SettingsError(
            f"Without a key this server listens only on this machine, and {host} is seen by others. "
            "Remedy: make a key with 'assistant serve key new NAME', or serve on 127.0.0.1."
        )
    with _listening(host, settings.serve_port if port is None else port) as listener, build_progress() as progress:
        import uvicorn

        from assistant.serve.rest.app import create_app

        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
        logging.getLogger("assistant.serve.rest").setLevel(logging.INFO)
        note(f"The server is at {_address(host, listener)} (Ctrl-C ends it).")
        config = uvicorn.Config(
            create_app(settings, progress=progress),
            log_config=None,
            access_log=False,  # trace.py writes a line for each request, with its id
            proxy_headers=False,  # whoever calls could write them
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
        if server.started and server.should_exit:  # what asyncio makes of the signal that ended it is a matter of luck
            raise KeyboardInterrupt


@key_app.callback()
def key() -> None:
    """Make keys that open the server to other machines.

    \b
    assistant serve key new laptop
    """


@key_app.command()
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is; for you to know it by in the file.")] = "key",
) -> None:
    """Make a key and print it once; only its hash is kept. Restart the server for it to count.

    \b
    assistant serve key new laptop
    """
    from assistant.serve.rest.keys import new_key

    if not name.replace("-", "").replace("_", "").isalnum():
        raise InputError(f"'{name}' is no name for a key; use letters, digits, '-' and '_'.")
    path = settings_of(context).keys_path
    typer.echo(new_key(path, name))
    note(f"Keep it: it is shown this once. Its hash is in {path}; to withdraw the key, remove its line.")


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port`. Raises InputError."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        family = socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise InputError(
            f"The server cannot listen on {host}:{port}: {error.strerror or error}. "
            "Remedy: end what uses the port, or choose another with --port."
        ) from error


def _address(host: str, listener: socket.socket) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
