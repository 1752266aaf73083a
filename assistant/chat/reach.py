"""Who can reach the web chat: only this machine, unless its readers sign in."""

from __future__ import annotations

import ipaddress

from assistant.errors import SettingsError
from assistant.settings import Settings


def check_reach(host: str | None, settings: Settings) -> None:
    """Raises SettingsError if `host` (None: every address) lets others in who need not sign in."""
    if settings.sign_in or is_loopback(host):
        return
    raise SettingsError(
        f"The chat would listen on {host or 'every address'}, where others can reach it and read the conversations, "
        "and nobody has to sign in. Use --server.address 127.0.0.1 (ASSISTANT_HOST=127.0.0.1), or set "
        "ASSISTANT_SIGN_IN=true and describe the sign-in in .streamlit/secrets.toml; docs/deploy.md says how."
    )


def is_loopback(host: str | None) -> bool:
    """Whether only programs on this machine reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "0.0.0.0").is_loopback
    except ValueError:
        return False
