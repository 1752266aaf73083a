"""A paper as PDF, set by Typst with fonts that travel with it: Latin, Greek, Cyrillic, Hebrew and Arabic letters."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import regex

from assistant.export.paper import Paper

TEMPLATE = Path(__file__).with_name("paper.typ")
_OTHER_SCRIPT = regex.compile(
    r"[\p{L}\p{Extended_Pictographic}--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}"
    r"\p{Script=Arabic}\p{Script=Common}]]",
    flags=regex.VERSION1,
)
MISSING = (
    " Some letters of this text belong to scripts that the fonts of this PDF may lack: they then show as boxes. "
    "The HTML and DOCX exports hold them all."
)


def write_pdf(paper: Paper) -> bytes:
    """The file's bytes. The text reaches the template as data, never as markup."""
    import fontpkg_amiri
    import typst

    text = json.dumps(asdict(paper), ensure_ascii=False)
    if _OTHER_SCRIPT.search(text):
        text = json.dumps(asdict(replace(paper, colophon=paper.colophon + MISSING)), ensure_ascii=False)
    fonts = Path(fontpkg_amiri.ROOT, "files")
    return typst.compile(TEMPLATE, sys_inputs={"paper": text}, font_paths=[fonts])
