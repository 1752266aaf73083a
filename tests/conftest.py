"""What all tests share: an engine over the whole corpus, and a small corpus that a test may change."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.settings import load_settings

BRIEF = """
id: example-brief
title: Example statement on the border (2025)
publisher: Ministry of Examples
perspective: Pakistan
kind: statement
date: '2025-03-02'
symbol: null
url: null
topics: [border]
summary: An example of a brief, with one disputed point.
points:
- text: The ministry said on 2 March 2025 that forty trucks had crossed the border at Torkham.
  where: null
  speaker: Pakistan
  disputed_by: The Taliban say that only four trucks crossed.
  evidence: [https://example.org/trucks]
  confidence: high
"""
TEXT = """---
id: border-note
title: A note on the border
publisher: Border Desk
perspective: Independent
kind: report
date: '2025-03'
---

## At the gate

The trucks wait at the gate of Torkham for nine days. Their drivers sleep in the cabins.
"""


@pytest.fixture(scope="session")
def documents():
    """Every document of the corpus that comes with the product."""
    return load_catalog(load_settings().corpus_dir).documents


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """An assistant over the whole corpus; its index is built once for all tests, or taken from the checkout's."""
    from assistant import Assistant

    assistant = Assistant()
    assistant.prepare()
    return assistant


def write_small_corpus(folder):
    """Writes a corpus of one brief and one text."""
    (folder / "briefs").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "briefs" / "example-brief.yaml").write_text(BRIEF)
    (folder / "texts" / "border-note.md").write_text(TEXT)


@pytest.fixture
def small(tmp_path):
    """Settings of a corpus of one brief and one text."""
    corpus = tmp_path / "corpus"
    write_small_corpus(corpus)
    return load_settings(corpus=corpus, index=tmp_path / "index", data=tmp_path / "data")


@pytest.fixture(scope="session")
def border(tmp_path_factory):
    """A ready assistant over the corpus of one brief and one text; a test may not change it."""
    from assistant import Assistant

    root = tmp_path_factory.mktemp("border")
    write_small_corpus(root / "corpus")
    assistant = Assistant(corpus=root / "corpus", index=root / "index")
    assistant.prepare()
    return assistant


@pytest.fixture
def small_text(small):
    """The file of the small corpus's text."""
    return small.corpus_dir / "texts" / "border-note.md"
