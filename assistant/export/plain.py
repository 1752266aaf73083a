"""A paper's section as plain text, for the clipboard."""

from __future__ import annotations

from assistant.export.paper import Section


def plain_text(section: Section) -> str:
    """The answer without marks of style, then its references, one a paragraph."""
    lines = []
    for block in section.answer:
        bullet = f"{'  ' * (block.level - 1)}- " if block.level else ""
        lines.append(bullet + "".join(run.text for run in block.runs))
    for reference in section.references:
        quote = f"“{reference.quote}”" if reference.own_words else reference.quote
        about = f"{reference.title}. {reference.publisher}, {reference.date} ({reference.form}). {reference.where}."
        lines.append(f"\n[{reference.number}] {about}\n{quote}\n{reference.address}")
    return "\n".join(lines)
