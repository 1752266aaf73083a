"""Checks a corpus folder: every problem in every file, not only the first."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.corpus.catalog import FOLDERS, is_hidden, is_laid_out, source_files
from assistant.corpus.check_source import check_source
from assistant.corpus.checks_file import FOLDER as CHECKS
from assistant.corpus.checks_file import SUFFIXES as CHECKS_SUFFIXES
from assistant.corpus.checks_file import checks_files, read_checks_file
from assistant.corpus.finding import Finding, Model, Page
from assistant.corpus.naming import ids_by_path
from assistant.corpus.parse import DATE_PATTERN, TEXT_SUFFIXES
from assistant.corpus.questions import FILE as QUESTIONS
from assistant.corpus.questions import read_questions_file
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary
from assistant.schema import Document

OWN_FILES = {"vocabulary.yaml", "corpus.yaml", QUESTIONS}
TAKEN = FOLDERS | {CHECKS: CHECKS_SUFFIXES}


def check_corpus(folder: Path, own: Path | None = None) -> list[Finding]:
    """All findings of the corpus in `folder`, by file and line; none means that it is sound.

    `own` is a user's own folder of texts, which need not be there. Raises CorpusError if there is no such folder or no
    source in it.
    """
    files = source_files(folder, own)
    vocabulary, findings = _check_vocabulary(folder / "vocabulary.yaml")
    info, more = _check_info(folder / "corpus.yaml")
    findings += more
    origin: dict[str, Path] = {}
    documents: dict[str, Document] = {}
    checked = {path: check_source(path, vocabulary, info) for path in files}
    for path, name in ids_by_path({path: found[1] for path, found in checked.items() if found[1]}, folder).items():
        checked[path] = check_source(path, vocabulary, info, name)
    for path, (page, given, document) in checked.items():
        if document is not None:
            documents.setdefault(document.id, document)
        if given is not None and origin.setdefault(given, path) != path:
            page.error(["id"], f"id '{given}' is taken by {origin[given]}; ids must be unique")
        findings += page.findings
    checks = checks_files(folder)
    for path in checks:
        findings += read_checks_file(path, documents)[1].findings
    findings += read_questions_file(folder / QUESTIONS, documents)[1].findings
    findings += _unread_files(folder, {*files, *checks})
    return sorted(findings, key=lambda finding: (finding.file, finding.line))


def _check_vocabulary(path: Path) -> tuple[Vocabulary, list[Finding]]:
    page = Page(path)
    vocabulary = _read(page, Vocabulary)
    for field in ("perspectives", "kinds", "topics", "acronyms"):
        for label, words in getattr(vocabulary, field).items():
            if not words.strip():
                page.warning([field, label], f"{field}: '{label}' has no words beside it that say what is meant")
    owner: dict[str, int] = {}
    for number, group in enumerate(vocabulary.names):
        if len(group) < 2:
            page.warning(["names", number], "names: a group needs two spellings or more")
        for name in group:
            if owner.setdefault(name.casefold(), number) != number:
                page.warning(["names", number], f"names: '{name}' stands in another group too; they would be mixed up")
        if len({name.casefold() for name in group}) < len(group):
            page.warning(["names", number], "names: a spelling is listed twice (capitals do not count)")
    return vocabulary, page.findings


def _check_info(path: Path) -> tuple[CorpusInfo, list[Finding]]:
    page = Page(path)
    if not path.is_file():
        page.add("warning", 1, "no such file; without it the chat cannot say until when the sources reach")
    info = _read(page, CorpusInfo)
    if info.collected is not None and not re.match(DATE_PATTERN, info.collected):
        page.error(["collected"], f"collected: '{info.collected}' is no date; write 2026, 2026-06 or 2026-06-30")
        info = info.model_copy(update={"collected": None})
    return info, page.findings


def _read(page: Page, model: type[Model]) -> Model:
    """The file of `page` as a `model`; its defaults where the file is absent or wrong, which is noted."""
    found = page.read(model) if page.path.is_file() else None
    return found if found is not None else model()


def _unread_files(folder: Path, read: set[Path]) -> list[Finding]:
    """Files that lie among the sources and would silently be left out."""
    findings = []
    laid_out = is_laid_out(folder)
    for path in sorted(folder.rglob("*")):
        if path in read or is_hidden(path, folder) or path.name.lower() == "readme.md" or not path.is_file():
            continue
        if why := _why_unread(path.relative_to(folder), laid_out):
            page = Page(path)
            page.add("warning", 1, f"is not read: {why}")
            findings += page.findings
    return findings


def _why_unread(place: Path, laid_out: bool) -> str | None:
    """Why the file at `place` in a corpus is no source; None where nobody would take it for one."""
    top = place.parts[0] if len(place.parts) > 1 else ""
    if top == "originals" or str(place) in OWN_FILES:
        return None
    if top == CHECKS or (laid_out and top in FOLDERS):
        return f"{top}/ takes {', '.join(sorted(TAKEN[top]))}"
    if not laid_out:
        return f"a folder of texts takes {', '.join(sorted(TEXT_SUFFIXES))}"
    return "it is outside briefs/ and texts/; put it into texts/" if place.suffix.lower() in TEXT_SUFFIXES else None
