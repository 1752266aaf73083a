"""Every error that the product raises on purpose, in one tree.

AssistantError            something a person can mend; the message says what, where and how
├── InputError            the question or an option cannot be used
├── SettingsError         a setting is unknown or out of range
├── CorpusError           a source file cannot be read as a document
├── UnknownDocument       no document or passage has this id
├── UnknownConversation   no conversation or answer of this owner has this id
├── ConversationsUnavailable   the database of conversations is locked, damaged or out of reach
├── Overloaded            as many questions wait as may; `retry_after_s` says when to come back
├── IndexingError         the index cannot be built or opened
│   └── IndexBusy         another process is building it
└── ModelError            the embedding model is missing or not the expected one
"""


class AssistantError(Exception):
    """Base of all deliberate errors; `str(error)` is written for the person who reads it."""


class InputError(AssistantError):
    """The question or an option cannot be used as given."""


class SettingsError(AssistantError):
    """A setting is unknown, malformed or out of range."""


class CorpusError(AssistantError):
    """A source file cannot be read as a document."""


class UnknownDocument(AssistantError):
    """No document or passage has the id that was asked for."""


class UnknownConversation(AssistantError):
    """No conversation of this owner has the id, or the answer, that was asked for."""


class ConversationsUnavailable(AssistantError):
    """The database of conversations is locked, damaged, newer than this program or out of reach."""


class Overloaded(AssistantError):
    """As many questions are being answered, or wait, as may."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class IndexingError(AssistantError):
    """The index cannot be built, written or opened."""


class IndexBusy(IndexingError):
    """Another process holds the writer's lock."""


class ModelError(AssistantError):
    """The embedding model is missing or is not the one expected."""
