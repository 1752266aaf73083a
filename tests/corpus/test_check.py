"""The check of a corpus: all problems of all files, each on its line."""

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.corpus.check import check_corpus
from assistant.corpus.vocabulary import read_vocabulary
from assistant.errors import CorpusError
from assistant.settings import load_settings

BRIEF = """\
id: a
title: A statement
publisher: A ministry
perspective: UN
kind: statement
date: '2025-10-19'
url: https://example.org/statement
topics: [border]
summary: What was said.
points:
- text: Forty trucks crossed.
  speaker: UN
  disputed_by: The Taliban say four.
  evidence: [https://example.org/a]
  confidence: high
"""
VOCABULARY = """\
perspectives: {UN: The United Nations}
kinds: {statement: A statement}
topics: {border: crossings}
names:
- [Torkham, Tor Kham]
acronyms: {UN: United Nations}
"""
INFO = "title: A corpus\ncollected: '2026-06'\n"


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "a.yaml").write_text(BRIEF)
    (tmp_path / "vocabulary.yaml").write_text(VOCABULARY)
    (tmp_path / "corpus.yaml").write_text(INFO)
    return tmp_path


def found(folder):
    """The findings, with files relative to the folder."""
    return [str(finding).removeprefix(f"{folder}/") for finding in check_corpus(folder)]


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_corpus_of_the_product_is_sound():
    assert check_corpus(load_settings().corpus_dir) == []


def test_a_sound_corpus_has_no_findings(corpus):
    assert found(corpus) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: a\n", "id: b\n", "1: error: id 'b' is not the file's name 'a'"),
        ("perspective: UN", "perspective: Mars", "4: error: perspective: 'Mars' is not in vocabulary.yaml"),
        ("kind: statement", "kind: rumour", "5: error: kind: 'rumour' is not in vocabulary.yaml; kinds: statement"),
        ("'2025-10-19'", "'2025-02-30'", "6: error: date: 2025-02-30 is not in the calendar"),
        ("A statement", "2025", "2: error: title: Input should be a valid string (write it in quotes)"),
        ("'2025-10-19'", "2026-07-01", "6: warning: date: 2026-07-01 is later than the collection (2026-06"),
        ("'2025-10-19'", "'2026-07-01'", "6: warning: date: 2026-07-01 is later than the collection (2026-06"),
        ("https://example.org/statement", "https://nowhere/x", "7: error: 'https://nowhere/x' has no sound host"),
        ("https://example.org/statement", "https://a.b:port/", "7: error: 'https://a.b:port/' has no sound host"),
        ("https://example.org/statement", "ftp://example.org", "7: error: url: Value error, 'ftp://example.org' is no"),
        ("topics: [border]", "topics: [border, sea]", "8: error: 1: 'sea' is not in vocabulary.yaml"),
        ("text: Forty trucks crossed.", "text: ' '", "11: error: text: a point is one block of words"),
        ("speaker: UN", "speaker: Nobody", "12: error: speaker: 'Nobody' is not in vocabulary.yaml"),
        ("The Taliban say four.", "' '", "13: error: disputed_by: blank"),
        ("The Taliban say four.", "Forty trucks crossed.", "13: error: disputed_by: repeats the point"),
        ("The Taliban say four.", "Disputed by them", "13: warning: disputed_by: begins with 'Disputed'"),
        ("[https://example.org/a]", "[]", "14: error: evidence: a point of a brief needs at least one page"),
        ("confidence: high", "confidence: high\n  confidence: medium", "16: error: key 'confidence' is given twice"),
        ("Forty", "F\u202eorty", "11: warning: invisible control character U+202E"),
    ],
)
def test_each_problem_is_found_on_its_line(corpus, old, new, expected):
    change(corpus / "briefs" / "a.yaml", old, new)
    findings = found(corpus)
    assert len(findings) == 1, findings
    assert findings[0].startswith(f"briefs/a.yaml:{expected}")


def test_every_problem_of_every_file_is_found(corpus):
    change(corpus / "briefs" / "a.yaml", "kind: statement", "kind: rumour")
    change(corpus / "briefs" / "a.yaml", "confidence: high", "confidence: certain")
    (corpus / "briefs" / "empty.yaml").write_text("\n")
    (corpus / "briefs" / "broken.yaml").write_text("id: [\n")
    (corpus / "briefs" / "stray.md").write_text("Words.")
    (corpus / "vocabulary.yaml").write_text(VOCABULARY + "colours: {}\n")
    places = [line.split(": ")[0] for line in found(corpus)]
    assert places == [
        "briefs/a.yaml:15",  # the vocabulary could not be read, so it restricts nothing
        "briefs/broken.yaml:2",
        "briefs/empty.yaml:1",
        "briefs/stray.md:1",
        "vocabulary.yaml:7",
    ]


def test_two_files_with_one_id_are_found(corpus):
    (corpus / "texts").mkdir()
    (corpus / "texts" / "a.md").write_text("---\nid: a\nperspective: UN\nkind: statement\n---\nWords.\n")
    assert [line.split(": ", 1)[1] for line in found(corpus)] == [
        f"error: id 'a' is taken by {corpus}/briefs/a.yaml; ids must be unique"
    ]


def test_a_text_without_front_matter_breaks_no_rule(corpus):
    (corpus / "texts").mkdir()
    (corpus / "texts" / "My Note.md").write_text("Words.\n")
    assert found(corpus) == []


@pytest.mark.parametrize("date", ["2025-03-01", "2025-03", "2025"])
def test_front_matter_needs_no_id_and_its_date_no_quotes(corpus, date):
    (corpus / "texts").mkdir()
    (corpus / "texts" / "Border Note.md").write_text(f"---\ntitle: A note\ndate: {date}\n---\nWords.\n")
    change(corpus / "corpus.yaml", "'2026-06'", "2026-06-30")
    assert found(corpus) == []
    assert load_catalog(corpus).get("border-note").date == date


def test_what_is_not_read_is_said(corpus):
    for name in ("stray.md", "notes/more.txt", "README.md", ".trash/old.md", "briefs/.git/x.md", "originals/scan.pdf"):
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_text("Words.")
    assert found(corpus) == [
        "notes/more.txt:1: warning: is not read: it is outside briefs/ and texts/; put it into texts/",
        "stray.md:1: warning: is not read: it is outside briefs/ and texts/; put it into texts/",
    ]


def test_what_is_not_read_in_a_plain_folder_is_said(tmp_path):
    for name in ("a.md", "sub/b.pdf", "c.docx", "README.md", ".git/x.html", "originals/scan.pdf", "questions.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Words." if name == "a.md" else "")
    lines = [line for line in found(tmp_path) if not line.startswith("corpus.yaml")]
    assert lines == [
        f"{name}:1: warning: is not read: a folder of texts takes .markdown, .md, .txt"
        for name in ("c.docx", "sub/b.pdf")
    ]


def test_files_that_share_a_name_are_checked_apart(tmp_path):
    for name in ("2024/report.md", "2025/report.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Words.")
    assert [line for line in found(tmp_path) if "error" in line] == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("vocabulary.yaml", VOCABULARY + "topics: {}\n", "7: error: key 'topics' is given twice"),
        ("vocabulary.yaml", VOCABULARY.replace("Tor Kham", "torkham"), "5: warning: names: a spelling is listed twice"),
        ("vocabulary.yaml", VOCABULARY.replace(", Tor Kham", ""), "5: warning: names: a group needs two"),
        ("vocabulary.yaml", VOCABULARY.replace("crossings", "''"), "3: warning: topics: 'border' has no words"),
        ("corpus.yaml", "collected: June\n", "1: error: collected: 'June' is no date"),
        ("corpus.yaml", "", "1: error: the file is empty"),
    ],
)
def test_the_corpus_own_files_are_checked(corpus, name, content, expected):
    (corpus / name).write_text(content)
    assert [line for line in found(corpus) if line.startswith(f"{name}:{expected}")], found(corpus)


def test_an_alias_that_leads_round_in_a_circle_ends(corpus):
    (corpus / "briefs" / "loop.yaml").write_text("id: loop\ntopics: &all [*all]\n")
    assert any(line.startswith("briefs/loop.yaml") for line in found(corpus))


def test_no_folder_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="no such corpus folder"):
        check_corpus(tmp_path / "absent")


def test_no_spelling_stands_for_two_names_and_acronyms_are_no_common_words():
    vocabulary = read_vocabulary(load_settings().corpus_dir)
    spellings = [name.casefold() for group in vocabulary.names for name in group]
    assert len(spellings) == len(set(spellings))
    assert not {"who", "it", "is", "an", "fact", "aid"} & {name.casefold() for name in vocabulary.acronyms}


def test_a_users_own_sources_are_checked_with_the_corpus(corpus, tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    (own / "own-note.md").write_text("---\nid: own-note\ntitle: Note\nkind: rumour\n---\nIt rained.\n")
    assert any("rumour" in finding.message for finding in check_corpus(corpus, own))
    assert check_corpus(corpus, own / "absent") == check_corpus(corpus)
