"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as `progress(stage, done, total)`; `total` is 0 where it is not known."""


def silent(stage: str, done: int, total: int) -> None:
    """The progress of work that nobody watches."""
