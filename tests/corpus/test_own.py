"""A user's own sources: added whole or not at all, and removed again."""

import os

import pytest

from assistant import Assistant
from assistant.corpus.catalog import load_catalog
from assistant.corpus.own import MAX_MEGABYTES, Details, add_source, is_own, read_upload, remove_source
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary
from assistant.errors import InputError, UnknownDocument

DETAILS = Details(title="A note on Torkham", publisher="My desk", perspective="UN", kind="report", date="2025-03")
WORDS = Vocabulary(perspectives={"UN": "x"}, kinds={"report": "x"})


def add(folder, taken=(), body="The gate was shut.", **changes):
    return add_source(folder, DETAILS.model_copy(update=changes), body, WORDS, CorpusInfo(), taken)


def test_an_added_text_is_a_document_of_the_catalogue(small):
    document = add(small.own_dir)
    catalog = load_catalog(small.corpus_dir, small.own_dir)
    assert catalog.documents[document.id] == document
    assert (document.id, document.form, document.text) == ("own-a-note-on-torkham", "text", "The gate was shut.")


def test_a_source_is_searched_once_added_and_no_longer_once_removed(small):
    assistant = Assistant(small)
    assistant.prepare()
    document = add(small.own_dir, body="The ferry of Sher Khan Bandar carried ninety camels.")
    assistant.update()
    assert assistant.search("camels on the ferry", k=1)[0].document_id == document.id
    remove_source(small.own_dir, document.id)
    assistant.update()
    assert document.id not in {hit.document_id for hit in assistant.search("camels on the ferry")}
    assert [path for path in small.index_dir.rglob("*") if path.is_file() and b"camel" in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"perspective": "Mars"}, "is not in vocabulary.yaml"),
        ({"kind": "rumour"}, "is not in vocabulary.yaml"),
        ({"date": "last week"}, "date"),
        ({"date": "2025-02-30"}, "not in the calendar"),
        ({"url": "javascript:alert(1)"}, "no http(s) address"),
        ({"title": ""}, "title"),
        ({"body": "  "}, "no text"),
    ],
)
def test_what_the_check_refuses_leaves_nothing_behind(tmp_path, changes, says):
    with pytest.raises(InputError, match=says.replace("(", r"\(").replace(")", r"\)")):
        add(tmp_path / "own", **changes)
    assert [path for path in tmp_path.rglob("*") if path.is_file() or path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "..\\..\\x", "/absolute", "\u202egnp.exe", "نوشته", "---", "a: [b"]
)
def test_no_title_leads_out_of_the_folder(tmp_path, title):
    document = add(tmp_path / "own", title=title)
    assert [path.parent for path in tmp_path.rglob("*.md")] == [tmp_path / "own"]
    assert document.title == title


def test_a_title_given_twice_makes_two_sources(tmp_path):
    first = add(tmp_path)
    second = add(tmp_path, taken={first.id})
    assert second.id == f"{first.id}-2"


def test_a_title_given_twice_before_the_index_knows_of_the_first_loses_neither(tmp_path):
    first, second = add(tmp_path, body="One."), add(tmp_path, body="Two.")
    assert second.id == f"{first.id}-2"
    assert "One." in (tmp_path / f"{first.id}.md").read_text()


def test_a_source_that_somebody_else_adds_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    link = os.link

    def late(draft, target):
        monkeypatch.setattr(os, "link", link)
        target.write_text("Theirs.")
        link(draft, target)

    monkeypatch.setattr(os, "link", late)
    assert add(tmp_path).id == "own-a-note-on-torkham-2"
    assert (tmp_path / "own-a-note-on-torkham.md").read_text() == "Theirs."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.html", b"x", "Markdown or plain text"),
        ("a.md", b"x" * (MAX_MEGABYTES * 1_000_000 + 1), "larger than"),
        ("a.md", b"\xff\xfeh\x00i\x00", "not UTF-8"),
        ("a.txt", b"PK\x00\x03", "binary"),
        ("a.md", b"", "no text"),
        ("a.md", b"---\ntitle: x\n---\n", "no text"),
        ("a.md", b"---\ntitle: x\n", "closing"),
        ("a.md", b"---\ntitle: !!python/object:os.system x\n---\nx", "not valid YAML"),
        ("a.md", b"---\n- a list\n---\nx", "expected 'key: value'"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(name, content, says):
    with pytest.raises(InputError, match=says):
        read_upload(name, content)


def test_front_matter_only_suggests():
    given = b"---\nid: un-mt-16th-report-2025\nform: original\ntitle: T\ndate: 2025-03-01\n---\nBody\r\nmore\n"
    upload = read_upload("../../x.md", given)
    assert upload.body == "Body\nmore"
    assert upload.said["title"] == "T"
    assert upload.said["date"] == "2025-03-01"
    assert not {"id", "form"} & upload.said.keys()


def test_front_matter_in_a_pasted_text_is_text(tmp_path):
    document = add(tmp_path, body="---\nform: original\n---\nBody")
    assert document.form == "text"
    assert "form: original" in document.text


@pytest.mark.parametrize("name", ["border-note", "own-../x", "own-absent", "../own-x", "own-"])
def test_only_an_added_source_can_be_removed(small, name):
    add(small.own_dir)
    with pytest.raises(UnknownDocument):
        remove_source(small.own_dir, name)
    assert is_own(small.own_dir, "own-a-note-on-torkham")
