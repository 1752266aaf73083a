"""The conversations of one owner. Every statement names the owner, so that nobody reaches another's."""

from __future__ import annotations

import json
import uuid
from datetime import UTC

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from assistant.chat.database import Database
from assistant.chat.models import ConversationRow, FeedbackRow, TurnRow, now
from assistant.chat.records import Conversation, Exchange, Feedback, Rated, title_of
from assistant.errors import InputError, UnknownConversation
from assistant.schema import Answer, Filters

LOCAL_OWNER = "local"  # who uses it where nobody signs in


class ConversationStore:
    """What `owner` asked and was answered. Every method raises ConversationsUnavailable where the database fails."""

    def __init__(self, database: Database, owner: str = LOCAL_OWNER) -> None:
        self._database = database
        self.owner = owner

    def create(self, title: str) -> Conversation:
        """A new, empty conversation."""
        row = ConversationRow(
            id=uuid.uuid4().hex,
            owner=self.owner,
            title=title_of(title),
            words=title_of(title).casefold(),
            updated=now(),
        )
        with self._database.session() as session:
            session.add(row)
            session.flush()
            return _conversation(row)

    def conversations(self, search: str = "", limit: int = 200) -> list[Conversation]:
        """Conversations, the last used first; those in whose title or text every word of `search` stands."""
        query = select(ConversationRow).where(ConversationRow.owner == self.owner)
        for word in search.casefold().split():
            query = query.where(_holds(word))
        with self._database.session() as session:
            newest = query.order_by(ConversationRow.updated.desc(), ConversationRow.id).limit(limit)
            return [_conversation(row) for row in session.scalars(newest)]

    def get(self, conversation_id: str) -> Conversation:
        """The conversation with this id. Raises UnknownConversation, also for somebody else's."""
        with self._database.session() as session:
            return _conversation(self._owned(session, conversation_id))

    def rename(self, conversation_id: str, title: str) -> None:
        """Gives another title. Raises UnknownConversation, and InputError for an empty title."""
        if not title.strip():
            raise InputError("A conversation's title cannot be empty.")
        with self._database.session() as session:
            row = self._owned(session, conversation_id)
            row.title, row.words = title_of(title), title_of(title).casefold()

    def delete(self, conversation_id: str) -> None:
        """Deletes it with its answers and feedback, for good. Raises UnknownConversation."""
        with self._database.session() as session:
            self._owned(session, conversation_id)
            turns = select(TurnRow.id).where(TurnRow.conversation_id == conversation_id)
            session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id.in_(turns)))
            session.execute(delete(TurnRow).where(TurnRow.conversation_id == conversation_id))
            session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))
        self._database.forget_deleted()

    def length(self, conversation_id: str) -> int:
        """How many exchanges the conversation has."""
        with self._database.session() as session:
            query = select(func.max(TurnRow.number)).select_from(TurnRow).join(ConversationRow)
            return session.scalar(query.where(*self._mine(conversation_id))) or 0

    def exchanges(self, conversation_id: str, first: int = 1, last: int | None = None) -> list[Exchange]:
        """The exchanges from number `first` to `last`, both included, oldest first. Raises UnknownConversation."""
        with self._database.session() as session:
            self._owned(session, conversation_id)
            query = _with_feedback().where(TurnRow.conversation_id == conversation_id, TurnRow.number >= first)
            if last is not None:
                query = query.where(TurnRow.number <= last)
            return [_exchange(turn, given) for turn, given in session.execute(query.order_by(TurnRow.number))]

    def history(self, conversation_id: str, before: int) -> list[str]:
        """The questions before number `before` that were answered, oldest first."""
        with self._database.session() as session:
            return _history(session, self._owned(session, conversation_id).id, before)

    def begin(self, conversation_id: str, question: str, filters: Filters) -> int:
        """Keeps a question before it is answered; its number. Raises UnknownConversation."""
        with self._database.session() as session:
            conversation = self._owned(session, conversation_id)
            conversation.updated = now()
            following = select(func.coalesce(func.max(TurnRow.number), 0) + 1)
            turn = TurnRow(
                conversation_id=conversation_id,
                number=following.where(TurnRow.conversation_id == conversation_id).scalar_subquery(),
                question=question,
                words=question.casefold(),
                filters=filters.model_dump_json(),
            )
            session.add(turn)
            session.flush()
            return turn.number

    def restart(self, conversation_id: str, number: int) -> Exchange:
        """Forgets what came of a question, to answer it again. Raises UnknownConversation."""
        with self._database.session() as session:
            turn = self._turn(session, conversation_id, number)
            session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id == turn.id))
            turn.answer, turn.error, turn.next_questions, turn.words = None, None, "[]", turn.question.casefold()
            return _exchange(turn, None)

    def finish(
        self, conversation_id: str, number: int, answer: Answer | None = None, *, error: str | None = None
    ) -> None:
        """Keeps what came of a question: committed when this returns. Raises UnknownConversation."""
        with self._database.session() as session:
            turn = self._turn(session, conversation_id, number)
            turn.error = error
            if answer is not None:
                turn.answer = answer.model_dump_json()
                turn.words = f"{turn.question}\n{answer.text}".casefold()

    def suggest(self, conversation_id: str, number: int, questions: tuple[str, ...]) -> None:
        """Keeps what could be asked after an answer. Raises UnknownConversation."""
        with self._database.session() as session:
            self._turn(session, conversation_id, number).next_questions = json.dumps(questions)

    def rate(self, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Keeps what the reader thinks of an answer; None takes it back. Raises UnknownConversation."""
        with self._database.session() as session:
            turn = self._turn(session, conversation_id, number)
            session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id == turn.id))
            if feedback is not None:
                session.add(FeedbackRow(turn_id=turn.id, helpful=feedback.helpful, reason=feedback.reason.strip()))

    def rated(self) -> list[Rated]:
        """Every exchange that was rated, in the order of the ratings."""
        query = _with_feedback().join(ConversationRow).where(ConversationRow.owner == self.owner)
        query = query.where(FeedbackRow.turn_id.is_not(None)).order_by(FeedbackRow.given)
        with self._database.session() as session:
            return [
                Rated(
                    _exchange(turn, given), turn.conversation_id, _history(session, turn.conversation_id, turn.number)
                )
                for turn, given in session.execute(query)
            ]

    def _mine(self, conversation_id: str) -> tuple[ColumnElement[bool], ...]:
        return (ConversationRow.id == conversation_id, ConversationRow.owner == self.owner)

    def _owned(self, session: Session, conversation_id: str) -> ConversationRow:
        row = session.scalar(select(ConversationRow).where(*self._mine(conversation_id)))
        if row is None:
            raise UnknownConversation("There is no such conversation. It may have been deleted, or be somebody else's.")
        return row

    def _turn(self, session: Session, conversation_id: str, number: int) -> TurnRow:
        query = select(TurnRow).join(ConversationRow).where(*self._mine(conversation_id), TurnRow.number == number)
        turn = session.scalar(query)
        if turn is None:
            raise UnknownConversation("There is no such answer. Its conversation may have been deleted.")
        return turn


def _holds(word: str) -> ColumnElement[bool]:
    in_text = select(TurnRow.id).where(
        TurnRow.conversation_id == ConversationRow.id, TurnRow.words.contains(word, autoescape=True)
    )
    return or_(ConversationRow.words.contains(word, autoescape=True), in_text.exists())


def _with_feedback() -> Select[TurnRow, FeedbackRow]:
    return select(TurnRow, FeedbackRow).outerjoin(FeedbackRow, FeedbackRow.turn_id == TurnRow.id)


def _history(session: Session, conversation_id: str, before: int) -> list[str]:
    query = select(TurnRow.question).where(
        TurnRow.conversation_id == conversation_id, TurnRow.number < before, TurnRow.answer.is_not(None)
    )
    return list(session.scalars(query.order_by(TurnRow.number)))


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(row.id, row.title, row.updated if row.updated.tzinfo else row.updated.replace(tzinfo=UTC))


def _exchange(turn: TurnRow, given: FeedbackRow | None) -> Exchange:
    return Exchange(
        number=turn.number,
        question=turn.question,
        filters=Filters.model_validate_json(turn.filters),
        answer=Answer.model_validate_json(turn.answer) if turn.answer else None,
        error=turn.error,
        next_questions=tuple(json.loads(turn.next_questions)),
        feedback=Feedback(given.helpful, given.reason) if given else None,
    )
