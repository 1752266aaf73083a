"""The tables that conversations are kept in."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

VERSION = 1  # of these tables; a database that says more was written by a newer program


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Base of the tables."""


class SchemaVersion(Base):
    """One row: which version of these tables the database holds."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class ConversationRow(Base):
    """A thread and whose it is. `words` is its title as the search compares it."""

    __tablename__ = "conversation"
    __table_args__ = (Index("conversation_owner_updated", "owner", "updated"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    updated: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class TurnRow(Base):
    """A question with what came of it; `answer` is the whole record as JSON, None while it is being made.

    `words` is question and answer as the search compares them; it stands before the long columns, so that a search
    does not read those.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    asked: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    question: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    filters: Mapped[str] = mapped_column(Text)
    next_questions: Mapped[str] = mapped_column(Text, default="[]")
    answer: Mapped[str | None] = mapped_column(Text)


class FeedbackRow(Base):
    """What a reader thought of an answer."""

    __tablename__ = "feedback"
    turn_id: Mapped[int] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    given: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
