"""The formats that a paper can be written in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.export.docx import write_docx
from assistant.export.html import write_html
from assistant.export.markdown import write_markdown
from assistant.export.paper import Paper
from assistant.export.pdf import write_pdf


@dataclass(frozen=True)
class Format:
    """A format: its name for people, its file's suffix and media type, and what writes it."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Paper], bytes]


FORMATS = (
    Format("PDF", ".pdf", "application/pdf", write_pdf),
    Format("Word", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
    Format("HTML", ".html", "text/html", write_html),
    Format("Markdown", ".md", "text/markdown", write_markdown),
)


def file_name(paper: Paper, form: Format) -> str:
    """A name for the file that every system takes."""
    words = re.sub(r"[^\w]+", "-", paper.title).strip("-").lower()[:60].rstrip("-")
    return f"{words or 'conversation'}{form.suffix}"
