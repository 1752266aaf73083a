"""A file to a `QuestionSet`, each question with its line: YAML (a list, or `gates` and `questions`) or JSONL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import yaml
from pydantic import ValidationError

from assistant.corpus.yamlfile import duplicate_keys, line_of, read_text
from assistant.errors import CorpusError, InputError
from assistant.evals.gates import parse_gate
from assistant.evals.question_set import Question, QuestionSet

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: the same results, slower
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

SUFFIXES = {".yaml", ".yml", ".jsonl"}
TAG = "tag:yaml.org,2002:"
Locate = Callable[[Sequence[str | int]], int]  # where inside a question -> line of the file


class _Loader(_Base):
    """Reads what is typed as text, so that a point such as 2012, 12:30 or no stays as it stands; null is null."""

    yaml_implicit_resolvers: ClassVar = {  # type: ignore[misc] # the stubs take it for an instance's
        first: [(tag, shape) for tag, shape in known if tag in (f"{TAG}null", f"{TAG}merge")]
        for first, known in _Base.yaml_implicit_resolvers.items()
    }


def load_set(path: Path) -> QuestionSet:
    """The question set in `path`. Raises InputError with file, line and reason at the first mistake."""
    source, questions, gates = _read(path)
    seen: dict[str, int] = {}
    for question in questions:
        if question.id in seen:
            raise InputError(
                f"{path}:{question.line}: id '{question.id}' is taken by line {seen[question.id]}; ids must be unique."
            )
        seen[question.id] = question.line
    if not questions:
        raise InputError(f"{path}: holds no question.")
    digest = hashlib.sha256(source.encode()).hexdigest()
    found = QuestionSet(name=path.stem, path=path, sha256=digest, questions=questions, gates=gates)
    for question in questions:
        found.document_path(question)
    return found


def _read(path: Path) -> tuple[str, list[Question], dict[str, float]]:
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: a question set ends in .yaml, .yml or .jsonl.")
    try:
        source = read_text(path)
    except CorpusError as error:
        raise InputError(str(error)) from error
    if path.suffix.lower() == ".jsonl":
        return source, list(_from_jsonl(source, path)), {}
    return source, *_from_yaml(source, path)


def _from_jsonl(source: str, path: Path) -> Iterator[Question]:
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{path}:{number}: not valid JSON: {error.msg}.") from error
            yield _question(entry, path, lambda _, number=number: number)  # type: ignore[misc]


def _from_yaml(source: str, path: Path) -> tuple[list[Question], dict[str, float]]:
    try:
        loaded = yaml.load(source, Loader=_Loader)
        doubled = duplicate_keys(source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise InputError(f"{path}:{line}: not valid YAML: {error.problem or error.context}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}:1: not valid YAML: {error}.") from error
    if doubled:
        raise InputError(f"{path}:{doubled[0][1] + 1}: key '{doubled[0][0]}' stands twice in one question.")
    place: list[str | int] = []
    gates: dict[str, float] = {}
    if isinstance(loaded, dict):
        gates = _gates(loaded, source, path)
        loaded, place = loaded.get("questions"), ["questions"]
    if not isinstance(loaded, list):
        raise InputError(f"{path}:1: expected a list of questions ('- id: …'), alone or under 'questions:'.")
    lines = _start_lines(source, place)
    found = []
    for position, entry in enumerate(loaded):

        def locate(inner: Sequence[str | int], position: int = position) -> int:
            return line_of(source, [*place, position, *inner]) if inner else lines[position]

        found.append(_question(entry, path, locate))
    return found, gates


def _start_lines(source: str, place: Sequence[str | int]) -> list[int]:
    """The line on which each question starts; composed once, because composing is slow."""
    node = yaml.compose(source, Loader=_Loader)
    if place and isinstance(node, yaml.MappingNode):
        node = next(value for key, value in node.value if key.value == place[0])
    return [item.start_mark.line + 1 for item in node.value] if isinstance(node, yaml.SequenceNode) else []


def _gates(loaded: dict[str, Any], source: str, path: Path) -> dict[str, float]:
    unknown = sorted(set(loaded) - {"gates", "questions"})
    if unknown:
        line = line_of(source, [unknown[0]])
        raise InputError(f"{path}:{line}: unknown key '{unknown[0]}'; beside 'questions' only 'gates' may stand.")
    gates = loaded.get("gates") or {}
    if not isinstance(gates, dict):
        raise InputError(f"{path}:{line_of(source, ['gates'])}: gates are written 'metric: value'.")
    found: dict[str, float] = {}
    for name, value in gates.items():
        try:
            found.update([parse_gate(f"{name}={value}")])
        except InputError as error:
            raise InputError(f"{path}:{line_of(source, ['gates', name])}: {error}") from error
    return found


def _question(entry: object, path: Path, locate: Locate) -> Question:
    if not isinstance(entry, dict):
        raise InputError(f"{path}:{locate(())}: expected a question ('id: …', 'question: …'), found {entry!r:.60}.")
    try:
        question = Question.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}:{locate(first['loc'])}: {_explain(entry, first)}") from error
    question._line = locate(())
    return question


def _explain(entry: dict[str, Any], first: Any) -> str:
    name = entry.get("id")
    where = ".".join(str(step) for step in first["loc"])
    opening = f"question '{name}': " if name else ""
    if first["type"] == "extra_forbidden":
        return f"{opening}unknown key '{where}'; the keys are {', '.join(Question.model_fields)}."
    if first["type"] == "missing":
        return f"{opening}'{where}' is missing."
    if first["type"] == "string_type":
        return f"{opening}{where}: must be text; put it in quotes."
    return f"{opening}{where}: {first['msg'].removeprefix('Value error, ')}."
