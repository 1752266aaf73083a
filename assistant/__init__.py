"""Wakhan: answers from curated sources on Taliban governance, the SCO and regional security, with exact citations.

The names below are loaded on first use (PEP 562), so that `import assistant` loads nothing heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_PUBLIC = {
    "Answer": "assistant.schema",
    "Assistant": "assistant.answer.assistant",
    "AssistantError": "assistant.errors",
    "Citation": "assistant.schema",
    "Claim": "assistant.schema",
    "ClaimCheck": "assistant.answer.check",
    "Document": "assistant.schema",
    "Filters": "assistant.schema",
    "Hit": "assistant.schema",
    "InputError": "assistant.errors",
    "Retriever": "assistant.retrieve.langchain",
    "Settings": "assistant.settings",
    "SettingsError": "assistant.errors",
    "Turn": "assistant.schema",
    "UnknownDocument": "assistant.errors",
    "Verification": "assistant.answer.verify",
    "load_settings": "assistant.settings",
    "verify": "assistant.answer.verify",
}

if TYPE_CHECKING:
    from assistant.answer.assistant import Assistant
    from assistant.answer.check import ClaimCheck
    from assistant.answer.verify import Verification, verify
    from assistant.errors import AssistantError, InputError, SettingsError, UnknownDocument
    from assistant.retrieve.langchain import Retriever
    from assistant.schema import Answer, Citation, Claim, Document, Filters, Hit, Turn
    from assistant.settings import Settings, load_settings

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Claim",
    "ClaimCheck",
    "Document",
    "Filters",
    "Hit",
    "InputError",
    "Retriever",
    "Settings",
    "SettingsError",
    "Turn",
    "UnknownDocument",
    "Verification",
    "__version__",
    "load_settings",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'assistant' has no attribute '{name}'")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
