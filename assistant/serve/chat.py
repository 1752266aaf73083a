"""The command that serves the web chat: Streamlit, bound to this machine, without telemetry."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Annotated

import typer

from assistant.chat.reach import check_reach
from assistant.errors import InputError
from assistant.serve.options import settings_of
from assistant.serve.terminal import build_progress, note
from assistant.settings import Settings, packaged_file


def chat(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; default 8501.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Serve the web chat on this machine and open it in the browser. Ctrl-C ends it.

    \b
    assistant chat
    assistant chat --port 8600 --no-browser
    """
    settings = settings_of(context)
    check_reach(settings.host, settings)
    chosen = port or settings.port
    _check_port(settings.host, chosen)
    from assistant.retrieve.engine import build_if_needed

    with build_progress() as progress:
        hindrance = build_if_needed(settings, progress)  # here, where it can be watched, and not on the first page
    if hindrance:
        note(f"The index is out of date and answers from the older sources. {hindrance}")
    note(f"The chat is at http://{_visible_host(settings.host)}:{chosen} (Ctrl-C ends it).")
    _serve(streamlit_command(settings.host, chosen, browser=not no_browser), _environment(settings))


def streamlit_command(host: str, port: int, *, browser: bool) -> list[str]:
    """The command line that serves the chat. Where a browser is wanted, Streamlit looks for one itself."""
    return [
        sys.executable,
        *("-m", "streamlit", "run", str(packaged_file("app.py"))),
        *("--server.address", host),
        *("--server.port", str(port)),
        *(() if browser else ("--server.headless", "true")),
        *("--server.showEmailPrompt", "false"),
        *("--server.fileWatcherType", "none"),
        *("--browser.serverAddress", _visible_host(host)),
        *("--browser.gatherUsageStats", "false"),
    ]


def _environment(settings: Settings) -> dict[str, str]:
    """This process's environment, with what the global options chose."""
    chosen = {"ASSISTANT_CORPUS": settings.corpus, "ASSISTANT_INDEX": settings.index, "ASSISTANT_DATA": settings.data}
    return os.environ | {name: str(path.absolute()) for name, path in chosen.items() if path}


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":  # a port that was only just given up may be taken; elsewhere the option means more
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"The chat cannot listen on {host}:{port}: {error.strerror or error}. "
                "Remedy: end what uses the port, or choose another with --port."
            ) from error


def _visible_host(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::", "localhost"} else host


def _serve(command: list[str], environment: dict[str, str]) -> None:
    """Becomes the server, so that signals reach it; where the system has no exec, waits for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
