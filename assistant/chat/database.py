"""The database of conversations: opened on first use, and its failures in words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.chat.models import VERSION, Base, SchemaVersion
from assistant.errors import ConversationsUnavailable, SettingsError
from assistant.settings import Settings

BUSY_SECONDS = 5
DAMAGED = ("malformed", "not a database", "disk image", "corrupt")


class Database:
    """Where conversations are kept. Usable from several threads and, as its file is, from several processes."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError for an address that is none. Nothing is opened or written yet."""
        try:
            self.url = make_url(settings.database_address)
        except ArgumentError as error:
            raise SettingsError("ASSISTANT_DATABASE_URL is no database address; write postgresql://… .") from error
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, undone if it raises. Raises ConversationsUnavailable."""
        try:
            with Session(self._opened()) as session, session.begin():
                yield session
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise ConversationsUnavailable(self._explain(error)) from error

    def forget_deleted(self) -> None:
        """Takes what was deleted out of SQLite's write-ahead log too, as far as other readers let it."""
        if self._is_sqlite:
            with self.session() as session:
                session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def close(self) -> None:
        """Gives its connections back; the next use opens it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @property
    def _is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                engine = _engine(self.url)
                _bring_up(engine, self._name())
                self._engine = engine
            return self._engine

    def _name(self) -> str:
        return str(self.url.database) if self._is_sqlite else self.url.render_as_string(hide_password=True)

    def _explain(self, error: Exception) -> str:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        other = "Or set ASSISTANT_DATABASE_URL to another database."
        if "locked" in said or "busy" in said:
            return f"The conversations in {self._name()} are locked by another program. End it and try again. {other}"
        if any(word in said for word in DAMAGED):
            return (
                f"The file of conversations {self._name()} is damaged ({said}). Move it away and put a backup in its "
                f"place; without one a new, empty file is begun. {other}"
            )
        if isinstance(error, OperationalError) or "unable to open" in said:
            return f"The conversations in {self._name()} cannot be read or written: {said}. {other}"
        return f"The database of conversations {self._name()} failed: {said}. {other}"


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True)
        except (ImportError, SQLAlchemyError) as error:
            raise SettingsError(
                f"No driver for {url.drivername} is installed ({error}). "
                "For PostgreSQL install the package with its extra 'postgres'."
            ) from error
    if url.database and url.database != ":memory:":
        _create_private(Path(url.database))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _create_private(path: Path) -> None:
    """Makes the file and its folder, readable by their owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise ConversationsUnavailable(
            f"Conversations cannot be kept in {path}: {error.strerror or error}. Mend the folder's rights, or set "
            "ASSISTANT_DATA or ASSISTANT_DATABASE_URL to another place."
        ) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers and a writer side by side (WAL), cascades, and deleted rows overwritten where they stood."""
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _bring_up(engine: Engine, name: str) -> None:
    """Creates the tables of a new database; refuses those of a newer program."""
    with Session(engine) as session, session.begin():
        known = inspect(session.connection()).has_table(SchemaVersion.__tablename__)
        version = session.scalar(select(SchemaVersion.version)) if known else None
        if version is not None and version > VERSION:
            raise ConversationsUnavailable(
                f"The conversations in {name} were written by a newer version of this program (tables {version}, "
                f"known {VERSION}). Install that version, or set ASSISTANT_DATABASE_URL to another database."
            )
        if version is None:
            Base.metadata.create_all(session.connection())
            session.add(SchemaVersion(version=VERSION))
