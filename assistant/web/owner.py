"""Who uses these pages, and what they may do: the one person on this machine, or the one who has signed in."""

from __future__ import annotations

import shlex

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from assistant.chat.reach import check_reach
from assistant.chat.store import LOCAL_OWNER
from assistant.errors import SettingsError
from assistant.settings import load_settings
from assistant.web.escape import as_html

MISSING = (
    "ASSISTANT_SIGN_IN is set, but the sign-in is not described: put an [auth] section with redirect_uri, "
    "cookie_secret, client_id, client_secret and server_metadata_url into .streamlit/secrets.toml; docs/deploy.md "
    "shows one."
)


def admit() -> None:
    """Lets the reader in, or shows the way to sign in and ends the page.

    Raises SettingsError where others could reach these pages without signing in, or the sign-in is not described.
    """
    settings = load_settings()
    check_reach(st.get_option("server.address"), settings)
    if not settings.sign_in:
        return
    if not _is_described():
        raise SettingsError(MISSING)
    if not st.user.is_logged_in:
        st.html('<header class="w-welcome"><p class="w-wordmark">Wakhan</p><h1>Sign in to ask.</h1></header>')
        st.button("Sign in", on_click=st.login, type="primary", icon=":material/login:", key="sign_in")
        st.stop()
    with st.sidebar:
        st.html(f'<p class="w-dim">Signed in as {as_html(str(st.user.get("email") or st.user.get("name") or ""))}</p>')
        st.button("Sign out", on_click=st.logout, icon=":material/logout:", type="tertiary", key="sign_out")


def current_owner() -> str:
    """Whose conversations these are. The issuer is part of it: its `sub` is unique only there."""
    if not load_settings().sign_in:
        return LOCAL_OWNER
    return f"{st.user.get('iss')} {st.user['sub']}"


def this_computer() -> str:
    """What the machine that searches and keeps is called: who signs in sits at another."""
    return "the server" if load_settings().sign_in else "this computer"


def export_command() -> str:
    """The command that writes the reader's ratings as a question set."""
    owner = current_owner()
    whose = "" if owner == LOCAL_OWNER else f"--owner {shlex.quote(owner)} "
    return f"assistant feedback export {whose}feedback.yaml"


def may_edit_sources() -> bool:
    """Whether the reader may add and remove sources, which all readers share.

    On one's own machine everyone may; where readers sign in, those named in the setting `editors`, by an address that
    the provider does not call unverified.
    """
    settings = load_settings()
    if not settings.sign_in:
        return True
    address = str(st.user.get("email") or "").casefold()
    verified = st.user.get("email_verified") is not False
    return verified and address in {editor.casefold() for editor in settings.editors}


def _is_described() -> bool:
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False
