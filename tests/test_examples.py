"""Every example runs."""

import asyncio
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from mcp import Client, StdioServerParameters

from assistant import Retriever
from assistant.serve.rest.app import create_app
from assistant.settings import CHECKOUT
from tests.serving import served

EXAMPLES = CHECKOUT / "examples"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def example(name):
    """The example of this name, as a module."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_example_is_explained():
    explained = (EXAMPLES / "README.md").read_text()
    for file in EXAMPLES.iterdir():
        assert file.name == "README.md" or file.name in explained


def test_the_notebook_runs_from_its_first_cell_to_its_last(engine, capsys):
    notebook = nbformat.read(EXAMPLES / "ask.ipynb", as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs for cell in cells), "outputs are not committed"
    names = {}
    for cell in cells:
        exec(compile(cell.source, "ask.ipynb", "exec"), names)
    said = capsys.readouterr().out
    assert "Monitoring Team" in said
    assert "The sources do not say." in said


def test_claims_are_checked_with_citations_that_stand(engine, capsys, monkeypatch):
    script = example("fact_check")
    monkeypatch.setattr(script, "Assistant", lambda: engine)
    assert script.main(str(EXAMPLES / "claims.txt")) == 0
    blocks = capsys.readouterr().out.strip().split("\n\n")
    claims = [line for line in (EXAMPLES / "claims.txt").read_text().splitlines() if not line.startswith("#")]
    assert [block.splitlines()[0][11:] for block in blocks] == claims
    assert "SUPPORTED" in blocks[0]
    assert "un-mt-" in blocks[0]
    assert blocks[-1].startswith("NOT FOUND")


def test_a_claim_that_cannot_be_used_is_named(engine, capsys, monkeypatch, tmp_path):
    script = example("fact_check")
    monkeypatch.setattr(script, "Assistant", lambda: engine)
    (tmp_path / "claims.txt").write_text("x" * 5001 + "\n")
    assert script.main(str(tmp_path / "claims.txt")) == 2
    assert "at most" in capsys.readouterr().out


class Scripted(GenericFakeChatModel):
    """Searches once, then says that it is done."""

    def bind_tools(self, tools, **_):
        assert [tool.name for tool in tools] == ["search_sources"]
        return self


@pytest.fixture
def scripted():
    call = {"name": "search_sources", "args": {"query": "trucks at Torkham"}, "id": "1", "type": "tool_call"}
    return Scripted(messages=iter([AIMessage("", tool_calls=[call]), AIMessage("Done.")]))


def test_the_agent_searches_and_sees_who_says_what(border, scripted):
    agent = example("langchain_agent").build(scripted, Retriever(k=1, settings=border.settings))
    messages = agent.invoke({"messages": [("user", "How long do the trucks wait?")]})["messages"]
    (seen,) = [message for message in messages if isinstance(message, ToolMessage)]
    (hit,) = border.search("trucks at Torkham", k=1)
    assert seen.content == f"[{hit.document_id} {hit.start}:{hit.end}] {hit.speaker}, in {hit.title}: {hit.text}"


def test_the_agents_script_asks_the_model_that_is_named_and_prints_what_it_says(border, scripted, monkeypatch, capsys):
    script, named = example("langchain_agent"), []
    monkeypatch.setattr(script, "init_chat_model", lambda name: named.append(name) or scripted)
    monkeypatch.setattr(script, "Retriever", lambda k: Retriever(k=k, settings=border.settings))
    script.main("somebody:model", "How long do the trucks wait?")
    assert (named, capsys.readouterr().out) == (["somebody:model"], "Done.\n")


def test_the_mcp_configuration_names_a_command_that_serves(border):
    (server,) = json.loads((EXAMPLES / "mcp.json").read_text())["mcpServers"].values()
    settings = border.settings
    folders = {"ASSISTANT_CORPUS": str(settings.corpus_dir), "ASSISTANT_INDEX": str(settings.index_dir)}
    program = shutil.which(server["command"], path=PATH)
    assert program

    async def names():
        target = StdioServerParameters(command=program, args=server["args"], env={**os.environ, **folders})
        async with Client(target) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert "who_says_what" in asyncio.run(names())


def test_the_curl_script_is_sound():
    subprocess.run(["bash", "-n", str(EXAMPLES / "rest.sh")], check=True)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl or jq is not installed")
def test_the_curl_script_gets_answers(engine):
    with served(create_app(engine.settings, engine)) as address:
        done = subprocess.run(
            ["bash", str(EXAMPLES / "rest.sh")],
            env=os.environ | {"WAKHAN_URL": address},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Monitoring Team" in done.stdout
    assert done.stdout.rstrip().endswith("supported")
