"""A whole document as HTML, with the cited span marked."""

from __future__ import annotations

from assistant.schema import Document, Point, Span
from assistant.web.blocks import Block, blocks
from assistant.web.escape import as_html, host_of, web_link
from assistant.web.highlight import Highlighter
from assistant.web.wording import voice_chip


def document_html(document: Document, cited: Span | None) -> str:
    """The text of a document: a brief point by point, anything else block by block."""
    highlighter = Highlighter(document.text, cited)
    body = _brief(document, highlighter) if document.points else _text(document, highlighter)
    return f'<article class="w-document w-{document.form}" aria-label="Text of the source">{body}</article>'


def _brief(document: Document, highlighter: Highlighter) -> str:
    first = document.summary.start if document.summary else document.points[0].span.start
    title = document.text[:first].rstrip()
    html = f"<h2>{highlighter.html(0, len(title))}</h2>"
    if document.summary:
        html += f'<p class="w-summary">{highlighter.html(document.summary.start, document.summary.end)}</p>'
    points = "".join(f"<li>{_point(point, highlighter)}</li>" for point in document.points)
    return f'{html}<ol class="w-points">{points}</ol>'


def _point(point: Point, highlighter: Highlighter) -> str:
    html = f"<p>{highlighter.html(point.span.start, point.span.end)}</p>"
    if point.dispute:
        disputed = highlighter.html(point.dispute.start, point.dispute.end)
        html += f'<p class="w-note"><strong>Disputed:</strong> {disputed}</p>'
    notes = [f"{voice_chip(point.speaker)}", as_html(point.where)]
    if point.confidence == "medium":
        notes.append("as reported")
    if point.evidence:
        links = (web_link(a, host_of(a), f"Evidence at {host_of(a)} (opens in a new tab)") for a in point.evidence)
        notes.append(f"Evidence: {', '.join(links)}")
    return f'{html}<p class="w-links">{" · ".join(notes)}</p>'


def _text(document: Document, highlighter: Highlighter) -> str:
    html, in_list = "", False
    for block in blocks(document.text):
        if (block.kind == "item") != in_list:
            in_list = not in_list
            html += "<ul>" if in_list else "</ul>"
        html += _block(block, highlighter)
    return html + ("</ul>" if in_list else "")


def _block(block: Block, highlighter: Highlighter) -> str:
    inner = highlighter.html(block.start, block.end)
    if block.kind == "heading":
        level = min(max(block.level, 2), 4)  # the page's own title is the h1
        return f"<h{level}>{inner}</h{level}>"
    return f"<li>{inner}</li>" if block.kind == "item" else f"<p>{inner}</p>"
