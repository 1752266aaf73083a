"""The retriever inside LangChain chains and agents, with the real library and a chat model that is scripted."""

import asyncio
import json

import pytest
from langchain.agents import create_agent
from langchain_core.documents import Document
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.load import dumps, loads
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.tools import create_retriever_tool

from assistant import Filters, Hit, Retriever

QUERY = "trucks at the gate of Torkham"


class ScriptedModel(GenericFakeChatModel):
    """Says the messages that it was given, whatever tools it is offered."""

    def bind_tools(self, tools, **_):
        return self


@pytest.fixture(scope="module")
def retriever(border):
    return Retriever(k=2, settings=border.settings)


def test_metadata_are_the_hit_and_survive_json_and_langchains_own_format(retriever, border):
    documents = retriever.invoke(QUERY)
    assert [Hit(**d.metadata, text=d.page_content) for d in documents] == border.search(QUERY, k=2)
    assert json.loads(json.dumps([d.metadata for d in documents])) == [d.metadata for d in documents]
    assert loads(dumps(documents), allowed_objects=[Document]) == documents


def test_a_chain_puts_the_passages_before_the_model(retriever):
    def joined(documents):
        return "\n".join(f"{d.metadata['document_id']}: {d.page_content}" for d in documents)

    prompt = ChatPromptTemplate.from_template("Sources:\n{sources}\n\nQuestion: {question}")
    echo = RunnableLambda(lambda value: AIMessage(value.to_string()))
    chain = {"sources": retriever | joined, "question": RunnablePassthrough()} | prompt | echo | StrOutputParser()
    said = chain.invoke(QUERY)
    assert "border-note: " in said
    assert said.endswith(f"Question: {QUERY}")
    assert chain.batch([QUERY, QUERY]) == [said, said]
    assert asyncio.run(chain.ainvoke(QUERY)) == said


@pytest.mark.parametrize("make", ["as_tool", "create_retriever_tool"])
def test_an_agent_calls_it_and_sees_the_passages(retriever, make):
    words = "Finds passages in the sources."
    if make == "as_tool":
        tool = retriever.as_tool(name="search_sources", description=words)
    else:
        tool = create_retriever_tool(retriever, "search_sources", words, response_format="content_and_artifact")
    argument = next(iter(tool.args))
    call = {"name": "search_sources", "args": {argument: QUERY}, "id": "1", "type": "tool_call"}
    model = ScriptedModel(messages=iter([AIMessage("", tool_calls=[call]), AIMessage("Nine days.")]))
    messages = create_agent(model, [tool]).invoke({"messages": [("user", "How long do the trucks wait?")]})["messages"]
    (seen,) = [message for message in messages if isinstance(message, ToolMessage)]
    assert seen.status == "success"
    assert "The trucks wait at the gate of Torkham for nine days." in seen.content
    if seen.artifact:
        assert seen.artifact == retriever.invoke(QUERY)
    assert messages[-1].content == "Nine days."


def test_a_filter_holds_and_a_bad_one_is_named(border):
    documents = Retriever(filters=Filters(perspectives=["Pakistan"]), settings=border.settings).invoke(QUERY)
    assert {d.metadata["perspective"] for d in documents} == {"Pakistan"}
    with pytest.raises(ValueError, match="k"):
        Retriever(k=0)
