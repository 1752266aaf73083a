"""Takes the pictures in docs/images: starts the chat, asks questions, opens a source and every other page.

    python docs/screenshots.py

Needs the development dependencies and Chromium (CHROMIUM names another than the one on the path).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
QUESTION = "How many TTP fighters are in Afghanistan?"
FOLLOW_UP = "And what do the Taliban say about them?"
OFF_TOPIC = "What is the best recipe for apple strudel?"
LOOKS = (("wide-light", 1440, 900, "light"), ("wide-dark", 1440, 900, "dark"), ("phone-light", 390, 844, "light"))
IN_EVERY_LOOK = {"answer", "checked", "source"}  # the other pictures are taken in the first look only
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Takes every picture in every look."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"ASSISTANT_DATA": data})
        _take_all(server, f"http://127.0.0.1:{port}")


def _take_all(server: subprocess.Popen[bytes], address: str) -> None:
    try:
        _wait(address)
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for look in LOOKS:
                _take(browser, address, *look)
    finally:
        server.terminate()
        server.wait(20)


def _take(browser: Browser, address: str, look: str, width: int, height: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_default_timeout(180_000)
    page.goto(address)
    page.locator(".st-key-examples").wait_for()
    _shoot(page, "welcome", look)
    _ask(page, QUESTION, 1)
    _shoot(page, "answer", look)
    page.locator(".w-card").first.scroll_into_view_if_needed()
    _shoot(page, "cards", look)
    page.locator(".w-answer a.w-cite").first.click()
    page.locator("#cited").wait_for()
    _shoot(page, "source", look)
    page.get_by_text("Back to the conversation").click()
    page.locator(".w-card").first.wait_for()
    _ask(page, FOLLOW_UP, 2)
    _shoot(page, "follow-up", look)
    _ask(page, OFF_TOPIC, 3)
    _shoot(page, "abstention", look)
    page.goto(f"{address}/checked")
    page.locator('a.w-signs[href="#check-2"]').click()
    page.locator("#check-2").wait_for(state="visible")
    _shoot(page, "checked", look)
    page.goto(f"{address}/who?topic=cross-border")
    page.locator(".w-who").wait_for()
    _shoot(page, "who", look)
    page.goto(f"{address}/timeline")
    page.locator(".js-plotly-plot .point").first.wait_for()
    _shoot(page, "timeline", look)
    page.goto(f"{address}/sources")
    page.locator(".w-row").first.wait_for()
    _shoot(page, "sources", look)
    page.close()


def _ask(page: Page, question: str, turn: int) -> None:
    box = page.get_by_placeholder("Ask about")
    box.fill(question)
    box.press("Enter")
    page.locator(f"#question-{turn}").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def _shoot(page: Page, name: str, look: str) -> None:
    if look != LOOKS[0][0] and name not in IN_EVERY_LOOK:
        return
    page.wait_for_timeout(1200)  # smooth scrolling and fonts come to rest
    page.screenshot(path=IMAGES / f"{name}-{look}.png")


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the chat did not start")


if __name__ == "__main__":
    main()
