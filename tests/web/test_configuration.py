"""What the chat promises about how it runs."""

import tomllib

from assistant.settings import CHECKOUT

CONFIG = tomllib.loads((CHECKOUT / ".streamlit" / "config.toml").read_text())


def test_it_stays_on_this_machine_and_reports_to_nobody():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["port"] == 8501
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_the_style_sheet_fetches_nothing():
    sheet = (CHECKOUT / "assistant" / "web" / "style.css").read_text()
    assert "url(" not in sheet
    assert "@import" not in sheet
