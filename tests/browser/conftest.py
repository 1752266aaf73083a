"""A real browser and the real app, on a free port, with folders of its own."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import expect

from assistant.evals.observation import Observation
from assistant.evals.question_set import Question
from assistant.evals.runs import RunFolder, RunInfo
from assistant.schema import Answer
from assistant.settings import CHECKOUT

expect.set_options(timeout=30_000)  # a busy machine draws a page in seconds

ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
START_SECONDS = 60
READY_SECONDS = 240  # until the engine behind the pages answers, on a machine that is busy
SIZES = [(1440, 900), (390, 844)]
BEYOND_THE_EDGE = """() => {
    const main = document.querySelector('.stMain');
    const scrolls = (part) => part !== main
        && (/auto|scroll/.test(getComputedStyle(part).overflowX) || scrolls(part.parentElement));
    const parts = [...main.querySelectorAll(':not(input[type=range])')].filter((part) =>
        part.offsetHeight && part.checkVisibility() && !scrolls(part.parentElement)
        && part.getBoundingClientRect().right > innerWidth + 1);
    const wide = [document.documentElement, main].some((part) => part.scrollWidth > part.clientWidth);
    const page = wide ? ['the page'] : [];
    return page.concat(parts.map((part) => `${part.tagName} ${part.className} ${part.textContent.slice(0, 40)}`));
}"""
HOSTILE = """---
id: hostile-note
title: 'Note <script>window.owned=1</script> ![t](https://tracker.example/t.png) **bold** $x$'
publisher: '<img src=x onerror="window.owned=1">'
perspective: '<b>Evil</b>'
kind: report
date: '2025-03'
url: https://example.org/'onmouseover='window.owned=1
---

## Heading <script>window.owned=1</script>

The lorries of Torkham waited nine days <img src=x onerror="window.owned=1"> at the gate of the border crossing.

The customs office [click](javascript:window.owned=1) ![image](https://tracker.example/p.png) counted forty lorries
at Torkham <a href="javascript:window.owned=1">in March</a> 2025.
"""


def pytest_collection_modifyitems(items):
    """A test that starts an app may wait until it is ready."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(2 * READY_SECONDS))


@pytest.fixture(scope="session")
def chromium():
    """A browser; without one the tests are left out, or fail where ASSISTANT_REQUIRE_BROWSER=1."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        message = f"no browser at {path}: set CHROMIUM to one; the pages were NOT tested in a browser"
        if os.environ.get("ASSISTANT_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def started(folder, script=CHECKOUT / "app.py", **settings):
    """The address of an app that runs with these settings until the block ends, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ASSISTANT_DATA": str(folder / "data"), "HF_HUB_OFFLINE": "1"} | settings
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    command += [f"--{name}={value}" for name, value in options.items()]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, folder / "server.log")
            yield address, server
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def served(folder, script=CHECKOUT / "app.py", **settings):
    """The address of an app that runs with these settings, until the block ends."""
    with started(folder, script, **settings) as (address, _):
        yield address


def wait_for(address, server, log):
    """Until the server answers. Fails with its log if it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the app did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def starting():
    """Serves a script and gives its process too: `with starting(folder, script) as (address, process)`."""
    return started


@pytest.fixture(scope="session")
def serving():
    """Serves a Streamlit script: `with serving(folder, script) as address`."""
    return served


@pytest.fixture(scope="session")
def serving_app(chromium):
    """Serves the app and waits until it takes questions: `with serving_app(folder, **settings) as address`."""

    @contextmanager
    def serve(folder, script=CHECKOUT / "app.py", **settings):
        with served(folder, script, **settings) as address:
            page = chromium.new_page()
            page.goto(address)
            page.get_by_placeholder("Ask about").wait_for(timeout=READY_SECONDS * 1000)
            page.close()
            yield address

    return serve


@pytest.fixture(scope="session")
def app(tmp_path_factory, engine, serving_app):
    """The app over the corpus that comes with the product; `engine` has built its index."""
    with serving_app(tmp_path_factory.mktemp("app")) as address:
        yield address


def hostile_settings(folder):
    """Settings of a corpus, not yet indexed, that tries to break out of the page."""
    (folder / "corpus" / "texts").mkdir(parents=True)
    (folder / "corpus" / "texts" / "hostile.md").write_text(HOSTILE)
    return {"ASSISTANT_CORPUS": str(folder / "corpus"), "ASSISTANT_INDEX": str(folder / "index")}


def hostile_checks(folder, payloads):
    """Checks of the hostile text, a payload in each note."""
    findings = [
        {
            "relation": ("agrees", "adds", "differs")[number % 3],
            "document": f"payload-{number}",
            "quote": f"Convoy {number} of Zaranj carried salt",
            "note": f"Note {payload}",
        }
        for number, payload in enumerate(payloads)
    ]
    claim = 'The lorries of Torkham waited nine days <img src=x onerror="window.owned=1">'
    checks = {"document": "hostile-note", "claims": [{"quote": claim, "findings": findings}]}
    (folder / "corpus" / "checks").mkdir()
    (folder / "corpus" / "checks" / "hostile-note.yaml").write_text(yaml.safe_dump(checks), encoding="utf-8")


def hostile_run(folder, payloads):
    """A finished run of a question set, a payload in each question, point and answer."""
    payloads = [payload for payload in payloads if len(payload.splitlines()) == 1]  # a run's file has one result a line
    run = RunFolder(folder / "data" / "evals" / "runs" / "hostile")
    questions = [
        Question(id=f"q-{number}", question=payload, points=[[re.escape(payload)]], note=payload)
        for number, payload in enumerate(payloads)
    ]
    named = dict.fromkeys(("set_sha256", "product", "corpus", "embedding_model"), payloads[0])
    info = RunInfo(name="hostile", set_name=payloads[0], part="all", started="2026-01-01", questions=questions, **named)
    run.begin(info, resume=False)
    for number, payload in enumerate(payloads):
        answer = Answer(
            question=payload, standalone_question=payload, abstained=bool(number % 2), confidence=0.5, text=payload
        )
        run.add(Observation(id=f"q-{number}", answer=answer if number % 3 else None, error=payload))
    run.finish({"summary": {"points": 0.5}})


@pytest.fixture(scope="session")
def payloads():
    """Texts that try to run, load, lead away or mislead."""
    return json.loads(Path(__file__).with_name("payloads.json").read_text(encoding="utf-8"))


def hostile_briefs(folder, payloads):
    """A brief for each payload with the payload in every field, and texts that have one for a name."""
    (folder / "corpus" / "briefs").mkdir()
    for number, payload in enumerate(payloads):
        address = f"https://example.org/{number}'onmouseover='window.owned=1"
        point = {
            "text": f"Convoy {number} of Zaranj carried salt {payload}",
            "where": f"para. {payload}",
            "speaker": payload,
            "disputed_by": f"Taliban deny convoy {number} of Zaranj {payload}",
            "evidence": [address, "https://example.org/?q=%22%3E%3Cscript%3Ewindow.owned=1"],
            "confidence": "medium",
        }
        brief = {
            "id": f"payload-{number}",
            "title": f"Convoy {number} {payload}",
            "publisher": f"Press {payload}",
            "perspective": payload if number % 10 == 0 else "UN",
            "kind": payload,
            "date": "2020-05",
            "symbol": payload,
            "url": address,
            "topics": [payload],
            "summary": f"Salt of Zaranj {payload}",
            "points": [point],
        }
        file = folder / "corpus" / "briefs" / f"payload-{number}.yaml"
        file.write_text(yaml.safe_dump(brief), encoding="utf-8")
    for number, payload in enumerate(payloads):
        if not set(payload) & set("/\x08\t"):
            (folder / "corpus" / "texts" / f"{number} {payload}.md").write_text("Salt came to Zaranj.")


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory, payloads, serving_app):
    """The app over that corpus, and much more of the kind."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = hostile_settings(folder)
    hostile_briefs(folder, payloads)
    hostile_checks(folder, payloads)
    hostile_run(folder, payloads)
    with serving_app(folder, **settings) as address:
        yield address


@pytest.fixture
def new_app(tmp_path):
    """An app that nobody has visited and that has no index yet."""
    with served(tmp_path, **hostile_settings(tmp_path)) as address:
        yield address


@pytest.fixture(params=SIZES, ids=["wide", "phone"])
def size(request):
    """Width and height of a screen: a desk's and a phone's."""
    return request.param


@pytest.fixture
def open_side_bar():
    """Shows the side bar where the screen is too narrow to have it always."""

    def opened(page):
        if page.viewport_size["width"] < 800:
            page.get_by_test_id("stExpandSidebarButton").click()
            expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
            page.wait_for_timeout(500)  # it slides in

    return opened


@pytest.fixture
def too_wide():
    """What on a page reaches beyond its right edge, but for what scrolls by itself."""

    def found(page):
        return page.evaluate(BEYOND_THE_EDGE)

    return found


@pytest.fixture
def at_rest():
    """Waits until a page has been drawn whole."""

    def wait(page):
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    return wait


@pytest.fixture
def ask(at_rest):
    """Asks on a page of the conversation, and waits until the turn is there."""

    def asked(page, question):
        before = page.locator(".w-question").count()
        box = page.get_by_placeholder("Ask about")
        box.fill(question)
        box.press("Enter")
        page.locator(f"#question-{before + 1}").wait_for()
        at_rest(page)

    return asked


@pytest.fixture
def new_page(chromium):
    """Opens pages of a given size; a request that leaves the app's own origin fails the test at its end."""
    contexts, strayed = [], []

    def open_page(address, width=1440, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        origin = urlsplit(address).netloc
        page = context.new_page()
        page.on("dialog", lambda dialog: (strayed.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.set_default_timeout(60_000)

        def check(route):
            if urlsplit(route.request.url).netloc != origin and not route.request.url.startswith(("data:", "blob:")):
                strayed.append(route.request.url)
                route.abort()
            else:
                route.continue_()

        context.route("**/*", check)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strayed == []
