"""The retriever inside LlamaIndex, with the real library."""

import asyncio

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, TextNode

from assistant import Filters
from assistant.retrieve.llamaindex import Retriever

QUERY = "trucks at the gate of Torkham"


@pytest.fixture(scope="module")
def retriever(border):
    return Retriever(k=2, settings=border.settings)


def test_it_finds_what_search_finds_at_the_same_offsets(retriever, border):
    nodes = retriever.retrieve(QUERY)
    hits = border.search(QUERY, k=2)
    assert [(n.node_id, n.score) for n in nodes] == [(hit.passage_id, hit.score) for hit in hits]
    for found, hit in zip(nodes, hits, strict=True):
        text = border.document(found.metadata["document_id"]).text
        assert text[found.node.start_char_idx : found.node.end_char_idx] == found.text == hit.quote
        assert found.metadata == hit.model_dump(mode="json", exclude={"text", "score"})
    assert [n.node_id for n in asyncio.run(retriever.aretrieve(QUERY))] == [n.node_id for n in nodes]


def test_filters_are_kept(border):
    nodes = Retriever(settings=border.settings, filters=Filters(perspectives=["Pakistan"])).retrieve(QUERY)
    assert {node.metadata["perspective"] for node in nodes} == {"Pakistan"}


def test_a_node_survives_serialisation(retriever):
    node = retriever.retrieve(QUERY)[0].node
    assert TextNode.from_json(node.to_json()) == node


def test_a_query_engine_reads_the_passage_and_who_says_it(retriever):
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM())
    response = engine.query(QUERY)
    assert {node.metadata["document_id"] for node in response.source_nodes} == {"border-note", "example-brief"}
    shown = response.source_nodes[0].node.get_content(MetadataMode.LLM)
    assert "publisher: " in shown
    assert "passage_id" not in shown
    assert response.source_nodes[0].text in str(response)  # the mock says what it was asked
