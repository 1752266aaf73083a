"""What a check of a corpus finds, and the page on which it is noted down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.corpus.yamlfile import duplicate_keys, line_of, parse_mapping, read_text
from assistant.errors import CorpusError

Severity = Literal["error", "warning"]
Location = Sequence[str | int]
Model = TypeVar("Model", bound=BaseModel)


class Finding(BaseModel):
    """One problem of one file. An error keeps the corpus from being used as it is; a warning does not."""

    severity: Severity
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.message}"


class Page:
    """The findings of one file. `source` is the YAML in it, which starts on line `first_line`."""

    def __init__(self, path: Path, source: str = "", first_line: int = 1) -> None:
        self.path = path
        self.source = source
        self.first_line = first_line
        self.findings: list[Finding] = []

    @property
    def has_errors(self) -> bool:
        """Whether anything but warnings was found."""
        return any(finding.severity == "error" for finding in self.findings)

    def read(self, model: type[Model]) -> Model | None:
        """The file as a `model`; None where it cannot be, and every mistake noted."""
        try:
            self.source = read_text(self.path)
            if not self.source.strip():
                raise CorpusError(f"{self.path}:1: the file is empty.")
            values = parse_mapping(self.source, self.path)
        except CorpusError as error:
            self.source = ""
            self.add_unreadable(error)
            return None
        for key, line in duplicate_keys(self.source):
            self.add("error", 1 + line, f"key '{key}' is given twice; only the last would count")
        try:
            return model.model_validate(values)
        except ValidationError as error:
            self.add_schema_errors(error)
            return None

    def error(self, location: Location, message: str) -> None:
        """Notes an error of the value at `location` (keys and positions)."""
        self.add("error", self._line(location), message)

    def warning(self, location: Location, message: str) -> None:
        """Notes a warning about the value at `location`."""
        self.add("warning", self._line(location), message)

    def add(self, severity: Severity, line: int, message: str) -> None:
        """Notes a finding on a line."""
        self.findings.append(Finding(severity=severity, file=str(self.path), line=line, message=message))

    def add_unreadable(self, error: CorpusError) -> None:
        """Notes what made a file unreadable; such a message starts with the file, often with the line."""
        match = re.match(rf"{re.escape(str(self.path))}(?::(\d+))?: (.*)", str(error), flags=re.DOTALL)
        line, message = (int(match[1] or 1), match[2]) if match else (1, str(error))
        self.add("error", line, message)

    def add_schema_errors(self, error: ValidationError) -> None:
        """Notes each field that is missing, unknown or malformed."""
        for item in error.errors():
            name = ".".join(str(step) for step in item["loc"])
            given = type(item["input"]).__name__
            unquoted = item["type"] == "string_type" and given in {"date", "int", "float"}
            self.error(item["loc"], f"{name}: {item['msg']}{' (write it in quotes)' if unquoted else ''}")

    def _line(self, location: Location) -> int:
        return line_of(self.source, location, self.first_line) if self.source else self.first_line
