"""A paper as Markdown that shows its characters: no link, image or tag comes of what a source says."""

from __future__ import annotations

import re

from assistant.export.paper import Paper, Reference, Section
from assistant.export.text import Block, Run

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!^=])")
_STARTS_BLOCK = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))(?=\s)")


def write_markdown(paper: Paper) -> bytes:
    """The file's bytes, UTF-8."""
    parts = [f"# {_plain(paper.title)}", *(_section(section) for section in paper.sections), f"---\n\n{paper.colophon}"]
    return ("\n\n".join(parts) + "\n").encode()


def _section(section: Section) -> str:
    parts = [f"## {_plain(section.question)}"] if section.question else []
    if section.understood:
        parts.append(f"*Understood as: {_plain(section.understood)}*")
    parts.append(_answer(section.answer))
    parts += [f"> {_plain(note)}" for note in section.notes]
    if section.references:
        parts += ["### References", "\n".join(_reference(reference) for reference in section.references)]
    return "\n\n".join(parts)


def _answer(blocks: list[Block]) -> str:
    text, before = "", None
    for block in blocks:
        text += "" if before is None else "\n" if before and block.level else "\n\n"
        text += f"{'  ' * (block.level - 1)}- " if block.level else ""
        text += "".join(_run(run) for run in block.runs)
        before = block.level
    return text


def _run(run: Run) -> str:
    mark = "**" if run.bold else "*" if run.italic else ""
    return f"{mark}{_plain(run.text)}{mark}"


def _reference(reference: Reference) -> str:
    quote = f"“{reference.quote}”" if reference.own_words else reference.quote
    head = ". ".join([reference.title, reference.publisher, reference.date])
    lines = [f"{_plain(head)} ({reference.form}). {_plain(reference.where)}. Voice: {_plain(reference.voice)}."]
    lines += [_plain(note) for note in reference.notes]
    return f"{reference.number}. {' '.join(lines)}  \n   {_plain(quote)}  \n   {_plain(reference.address)}"


def _plain(text: str) -> str:
    return _STARTS_BLOCK.sub(r"\1\\\2\3\4", _SPECIAL.sub(r"\\\1", text))
