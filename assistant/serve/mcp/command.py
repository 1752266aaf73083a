"""The command that serves MCP over stdin and stdout."""

from __future__ import annotations

import typer

from assistant.serve.options import settings_of


def mcp(context: typer.Context) -> None:
    """Serve the sources to a language model's tools: the Model Context Protocol on stdin and stdout.

    Tools: ask, search, open_document, verify_claim, who_says_what. Nothing can be changed through them.

    \b
    assistant mcp
    assistant --corpus my-sources --index my-index mcp
    """
    from assistant.answer.assistant import Assistant
    from assistant.serve.mcp.server import AssistantServer

    AssistantServer(Assistant(settings_of(context))).run("stdio")
