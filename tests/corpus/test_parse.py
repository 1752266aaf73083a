"""Files to documents: the generated text and its offsets, and what a broken file is answered with."""

import re

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parse import parse_file
from assistant.errors import CorpusError, UnknownDocument
from assistant.settings import load_settings

BRIEF = """\
id: two-points
title: Two points
publisher: A ministry
perspective: Pakistan
kind: statement
date: '2025-10-19'
summary: What was said.
points:
- text: The first point.
  speaker: Pakistan
  where: para. 3
  disputed_by: The Taliban deny it.
  evidence: [https://example.org/a]
  confidence: high
- text: The second point – with a dash.
  speaker: UN
  evidence: [https://example.org/b]
  confidence: medium
"""


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_corpus_has_its_article_and_all_briefs(documents):
    forms = [document.form for document in documents.values()]
    assert (forms.count("text"), forms.count("brief")) == (1, 147)
    assert sum(len(document.points) for document in documents.values()) == 1257


def test_every_offset_of_the_corpus_leads_to_the_words_of_its_file(documents):
    import yaml

    folder = load_settings().corpus_dir
    briefs = {path.stem: path for path in (folder / "briefs").rglob("*.yaml")}
    for document in documents.values():
        if document.form != "brief":
            continue
        on_disk = yaml.safe_load(briefs[document.id].read_text(encoding="utf-8"))
        cut = [document.text[point.span.start : point.span.end] for point in document.points]
        assert cut == [point["text"] for point in on_disk["points"]]
        disputes = [p.dispute and document.text[p.dispute.start : p.dispute.end] for p in document.points]
        assert disputes == [point["disputed_by"] for point in on_disk["points"]]
        assert document.text[document.summary.start : document.summary.end] == on_disk["summary"]


def test_a_briefs_text_is_title_summary_points_and_disputes(tmp_path):
    document = parse_file(written(tmp_path, "two-points.yaml", BRIEF))
    assert document.text == (
        "Two points\n\nWhat was said.\n\nThe first point.\n\nDisputed: The Taliban deny it.\n\n"
        "The second point – with a dash."
    )
    assert [point.where for point in document.points] == ["para. 3", "point 2"]
    assert [point.confidence for point in document.points] == ["high", "medium"]


def test_the_articles_text_is_its_file_after_the_front_matter(documents):
    article = documents["taliban-seek-regional-legitimacy"]
    source = (load_settings().corpus_dir / "texts" / f"{article.id}.md").read_text(encoding="utf-8")
    assert article.text == source.split("\n---\n", 1)[1].strip("\n")
    assert article.text.startswith("## Legitimacy Is Asked For")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_do_not_change_a_document(tmp_path, ends, mark):
    brief = parse_file(written(tmp_path, "two-points.yaml", mark + BRIEF.replace("\n", ends).encode()))
    assert brief == parse_file(written(tmp_path, "plain.yaml", BRIEF))
    text = "---\ntitle: A note\n---\n\nOne.\n\nTwo.\n"
    note = parse_file(written(tmp_path, "note.md", mark + text.replace("\n", ends).encode()))
    assert (note.title, note.text) == ("A note", "One.\n\nTwo.")


def test_a_text_needs_no_front_matter(tmp_path):
    document = parse_file(written(tmp_path, "My Note (1).md", "# On trade\n\nTrucks wait.\n"))
    assert (document.id, document.title, document.perspective) == ("my-note-1", "On trade", "Unknown")
    assert document.text == "# On trade\n\nTrucks wait."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", BRIEF.replace("confidence: medium", "confidence: certain"), "a.yaml:18: points.1.confidence"),
        ("a.yaml", BRIEF + "colour: red\n", "a.yaml:19: colour"),
        ("a.yaml", BRIEF.replace("kind: statement\n", ""), "a.yaml:1: kind: Field required"),
        ("a.yaml", BRIEF.replace("'2025-10-19'", "'19 October'"), "a.yaml:6: date"),
        ("a.yaml", BRIEF.replace("https://example.org/b", "example.org"), "a.yaml:17: points.1.evidence"),
        ("a.yaml", "id: [unclosed\n", "a.yaml:2: not valid YAML"),
        ("a.yaml", "- a list\n", "a.yaml:1: expected 'key: value' lines, found list"),
        ("a.yaml", "", "a.yaml:1: expected"),
        ("a.yaml", b"id: \xff\n", "a.yaml: not UTF-8"),
        ("a.md", "---\ntitle: x\n", "a.md:1: the front matter has no closing"),
        ("a.md", "---\ntitle: x\n---\n\n", "a.md:4: the document has no text"),
        ("a.md", "---\ntitle: x\nmood: glum\n---\nWords.\n", "a.md:3: mood"),
        ("a.pdf", "x", "a.pdf: unknown kind of file"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, name, content, message):
    with pytest.raises(CorpusError) as caught:
        parse_file(written(tmp_path, name, content))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_two_files_cannot_have_one_id(tmp_path):
    written(tmp_path, "a.md", "---\nid: same\n---\nOne.\n")
    written(tmp_path, "b.md", "---\nid: same\n---\nTwo.\n")
    with pytest.raises(CorpusError, match=r"b\.md: id 'same' is taken by .*a\.md"):
        load_catalog(tmp_path)


def test_a_folder_of_plain_texts_is_a_corpus(tmp_path):
    written(tmp_path, "one.txt", "Trucks wait at Torkham.")
    written(tmp_path, "README.md", "About this folder.")
    catalog = load_catalog(tmp_path)
    assert list(catalog.documents) == ["one"]
    with pytest.raises(UnknownDocument, match="corpus list"):
        catalog.get("two")


def test_originals_beside_texts_are_texts_and_what_is_hidden_is_none(tmp_path):
    for name in ("a.md", "originals/o.md", ".trash/deleted.md", ".git/x.md", "sub/.hidden.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, name, "Words.")
    assert list(load_catalog(tmp_path).documents) == ["a", "o"]


def test_files_of_one_name_are_told_apart_by_their_paths_and_other_ids_stay(tmp_path):
    given = {"Note.md": "", "report.md": "", "2024/report.md": "", "2025/report.md": "---\nid: report-of-2025\n---\n"}
    for name in (*given, "a-b.md", "a/b.md", "c/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, name, given.get(name, "") + "Words.")
    ids = set(load_catalog(tmp_path).documents)
    assert ids >= {"note", "report", "2024-report", "report-of-2025", "a-b", "c-b"}
    assert [name[:4] for name in ids - {"a-b"} if name.startswith("a-b")] == ["a-b-"]


def test_names_in_other_scripts_are_told_apart_and_keep_their_ids(tmp_path):
    written(tmp_path, "отчёт.md", "Words.")
    assert list(load_catalog(tmp_path).documents) == ["document"]
    written(tmp_path, "گزارش.md", "Words.")
    ids = sorted(load_catalog(tmp_path).documents)
    assert all(re.fullmatch("document-[0-9a-f]{8}", name) for name in ids)
    written(tmp_path, "доклад.md", "Words.")
    assert set(ids) < set(load_catalog(tmp_path).documents)


@pytest.mark.parametrize(("folder", "words"), [("absent", "no such corpus folder"), ("", "holds no source")])
def test_a_folder_without_sources_is_no_corpus(tmp_path, folder, words):
    with pytest.raises(CorpusError, match=words):
        load_catalog(tmp_path / folder)
