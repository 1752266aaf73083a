"""The words that a corpus allows for voices, kinds and topics, and the spellings of names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant.corpus.yamlfile import line_of, parse_mapping, plain_date, read_text
from assistant.errors import CorpusError

Model = TypeVar("Model", bound=BaseModel)
UNKNOWN = "Unknown"  # the voice of a source that does not say whose it is


class Vocabulary(BaseModel):
    """`vocabulary.yaml` of a corpus; every part may be left out, and what is left out is not restricted."""

    model_config = ConfigDict(extra="forbid")

    perspectives: dict[str, str] = {}
    kinds: dict[str, str] = {}
    topics: dict[str, str] = {}
    places: list[str] = []
    names: list[list[str]] = []
    acronyms: dict[str, str] = {}
    aliases: dict[str, list[str]] = {}

    def allows(self, field: str, label: str) -> bool:
        """Whether `label` may be used in `field` (perspectives, kinds or topics)."""
        allowed: dict[str, str] = getattr(self, field)
        return not allowed or label in allowed or label == UNKNOWN


class CorpusInfo(BaseModel):
    """`corpus.yaml` of a corpus: what the collection is, until when it was collected, and questions to begin with."""

    model_config = ConfigDict(extra="forbid")

    title: str = "Sources"
    description: str = ""
    collected: Annotated[str | None, BeforeValidator(plain_date)] = None
    language: str = "en"
    examples: list[str] = []


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of the corpus in `folder`; an absent file restricts nothing. Raises CorpusError."""
    return _read(folder / "vocabulary.yaml", Vocabulary)


def read_info(folder: Path) -> CorpusInfo:
    """The description of the corpus in `folder`. Raises CorpusError."""
    return _read(folder / "corpus.yaml", CorpusInfo)


def _read(path: Path, model: type[Model]) -> Model:
    if not path.is_file():
        return model()
    text = read_text(path)
    try:
        return model.model_validate(parse_mapping(text, path))
    except ValidationError as error:
        first = error.errors()[0]
        line = line_of(text, first["loc"])
        raise CorpusError(f"{path}:{line}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
