"""API keys. Only their hashes are kept; a key is 256 random bits, so a plain SHA-256 cannot be turned back."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import SettingsError
from assistant.settings import Settings

PREFIX = "wakhan_"
_HASH = re.compile(r"[0-9a-f]{64}")


def new_key(path: Path, name: str) -> str:
    """A new key, whose hash is added to the file at `path` (readable by its owner only). Raises SettingsError."""
    key = PREFIX + secrets.token_urlsafe(32)
    line = f"{key_hash(key)} {datetime.now(UTC):%Y-%m-%d} {name}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
            file.write(line)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}. Remedy: set ASSISTANT_API_KEYS_FILE to another file."
        ) from error
    return key


def known_hashes(settings: Settings) -> list[str]:
    """The hashes of the keys that open the server: from the setting and from the file. Raises SettingsError."""
    found = [("setting 'api_keys'", word) for word in settings.api_keys]
    path = settings.keys_path
    if path.is_file() or settings.api_keys_file:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read: {error}. Remedy: assistant serve key new") from error
        found += [(str(path), line.split()[0]) for line in lines if line.strip() and not line.startswith("#")]
    for place, word in found:
        if not _HASH.fullmatch(word):
            raise SettingsError(
                f"{place}: an entry is no SHA-256 hash (64 hexadecimal digits). Remedy: assistant serve key new"
            )
    return [word for _, word in found]


def key_hash(key: str) -> str:
    """The hash by which a key is known."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def matching(key: str, hashes: Sequence[str]) -> str | None:
    """The hash that `key` has, if it is one of `hashes`. Takes the same time wherever it stands, or does not."""
    given, found = key_hash(key), None
    for known in hashes:
        if hmac.compare_digest(given, known):
            found = known
    return found
