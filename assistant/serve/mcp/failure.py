"""What went wrong with a tool: not found, bad input, busy, or broken."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from assistant.errors import AssistantError, InputError, Overloaded, UnknownDocument
from assistant.schema import Record


class Failure(Record):
    """`not_found`: nothing has this id. `bad_input`: mend the arguments. `busy`: try later. `broken`: our fault."""

    error: Literal["not_found", "bad_input", "busy", "broken"]
    message: str


def failure_of(error: Exception) -> Failure:
    """The failure that `error`, or what caused it, stands for. An unforeseen error's own text stays here."""
    cause = error if isinstance(error, AssistantError) else error.__cause__
    if isinstance(cause, UnknownDocument):
        return Failure(error="not_found", message=str(cause))
    if isinstance(cause, InputError):
        return Failure(error="bad_input", message=str(cause))
    if isinstance(cause, Overloaded):
        return Failure(error="busy", message=str(cause))
    if isinstance(cause, ValidationError):
        return Failure(error="bad_input", message=_explain(cause))
    if isinstance(cause, AssistantError):
        return Failure(error="broken", message=str(cause))
    return Failure(error="broken", message="The assistant failed; its log says more.")


def _explain(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
        for item in error.errors(include_url=False, include_input=False)
    )
