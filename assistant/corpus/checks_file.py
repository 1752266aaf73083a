"""The checks files of a corpus to `Check`s, with every mistake noted on its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.corpus.checks import Check, CheckFinding, Relation
from assistant.corpus.finding import Location, Page
from assistant.errors import CorpusError
from assistant.schema import Document, Span

FOLDER = "checks"
SUFFIXES = {".yaml", ".yml"}


class _FindingFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    relation: Relation
    document: str | None = None
    quote: str | None = None
    note: str = Field(min_length=1)


class _ClaimFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quote: str = Field(min_length=1)
    findings: list[_FindingFile] = Field(min_length=1)


class ChecksFile(BaseModel):
    """A checks file as it stands on disk."""

    model_config = ConfigDict(extra="forbid")

    document: str
    claims: list[_ClaimFile] = Field(min_length=1)


def checks_files(folder: Path) -> list[Path]:
    """The checks files of the corpus in `folder`, sorted; none where it has no `checks/`."""
    return sorted(
        path
        for path in (folder / FOLDER).glob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )


def read_checks(folder: Path, documents: Mapping[str, Document]) -> list[Check]:
    """The checks of the corpus in `folder`, by text, in the order of the text; none where it has none.

    Raises CorpusError at the first mistake: `assistant corpus check` shows them all.
    """
    checks: list[Check] = []
    for path in checks_files(folder):
        read, page = read_checks_file(path, documents)
        for problem in page.findings:
            if problem.severity == "error":
                raise CorpusError(f"{problem.file}:{problem.line}: {problem.message}.")
        checks += read
    return checks


def fitting_checks(folder: Path, documents: Mapping[str, Document]) -> list[Check]:
    """The checks of the corpus in `folder` that fit these documents, which may be older than the files."""
    return [check for path in checks_files(folder) for check in read_checks_file(path, documents)[0]]


def read_checks_file(path: Path, documents: Mapping[str, Document]) -> tuple[list[Check], Page]:
    """The checks in the file at `path`, in the order of the text, and the page with its mistakes.

    What is wrong is noted and left out; the checks are complete only where the page has no errors.
    """
    page = Page(path)
    file = page.read(ChecksFile)
    if file is None:
        return [], page
    if file.document != path.stem:
        page.error(["document"], f"document '{file.document}' is not the file's name '{path.stem}'; make them the same")
    text = _document(page, ["document"], file.document, documents)
    if text is None:
        return [], page
    checks: list[Check] = []
    for number, claim in enumerate(file.claims):
        check = _check(page, ["claims", number], claim, text, documents)
        if check and not _overlaps(page, ["claims", number, "quote"], check, checks):
            checks.append(check)
    return sorted(checks, key=lambda check: check.start), page


def _check(
    page: Page, at: Location, claim: _ClaimFile, text: Document, documents: Mapping[str, Document]
) -> Check | None:
    found = [
        _finding(page, [*at, "findings", number], finding, text, documents)
        for number, finding in enumerate(claim.findings)
    ]
    findings = [finding for finding in found if finding is not None]
    span = _span(page, [*at, "quote"], claim.quote, text)
    if span is None or not findings:
        return None
    return Check(document_id=text.id, quote=claim.quote, start=span.start, end=span.end, findings=findings)


def _finding(
    page: Page, at: Location, finding: _FindingFile, text: Document, documents: Mapping[str, Document]
) -> CheckFinding | None:
    if not finding.note.strip():
        page.error([*at, "note"], "note: blank; say in one sentence what the relation is")
    if finding.document is None and finding.quote is None and finding.relation == "single source":
        return CheckFinding(relation=finding.relation, note=finding.note)
    if finding.document is None or finding.quote is None:
        missing = "document" if finding.document is None else "quote"
        page.error(at, f"{missing}: missing; only a 'single source' may stand without a passage, and then without both")
        return None
    if finding.document == text.id:
        page.error([*at, "document"], "document: is the text that is checked; name another source")
        return None
    source = _document(page, [*at, "document"], finding.document, documents)
    span = _span(page, [*at, "quote"], finding.quote, source) if source else None
    if source is None or span is None:
        return None
    passage = {"document_id": source.id, "quote": finding.quote, "start": span.start, "end": span.end}
    return CheckFinding(relation=finding.relation, note=finding.note, **passage)


def _document(page: Page, at: Location, name: str, documents: Mapping[str, Document]) -> Document | None:
    if name not in documents:
        page.error(at, f"document: no document has the id '{name}'; 'assistant corpus list' shows the ids")
    return documents.get(name)


def _span(page: Page, at: Location, quote: str, document: Document) -> Span | None:
    """Where `quote` stands in the document, if it stands there exactly once and within one paragraph."""
    start = document.text.find(quote) if quote.strip() else -1
    if start < 0:
        page.error(at, f"quote: does not stand in '{document.id}', letter for letter; copy it from there")
    elif document.text.find(quote, start + 1) >= 0:
        page.error(at, f"quote: stands in '{document.id}' more than once; make it longer")
    elif "\n\n" in quote:
        page.error(at, "quote: runs over a blank line; quote one paragraph")
    else:
        return Span(start=start, end=start + len(quote))
    return None


def _overlaps(page: Page, at: Location, check: Check, others: list[Check]) -> bool:
    for other in others:
        if check.start < other.end and other.start < check.end:
            page.error(at, f"quote: overlaps the claim '{other.quote[:60]}'; claims stand apart")
            return True
    return False
