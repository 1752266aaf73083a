"""OpenAI's own client and LangChain's talk to the server as they do to any other."""

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

QUESTION = "Why does Mongolia attend SCO meetings while Afghanistan does not?"
FIRST, FOLLOW_UP = "When was the Doha ceasefire announced?", "Who mediated it?"


@pytest.fixture
def outside(client):
    with openai.OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0) as found:
        yield found


@pytest.fixture
def model(client):
    return ChatOpenAI(model="wakhan", base_url=f"{client.base_url}/v1", api_key="none", temperature=0, max_retries=0)


def same(answer, other):
    return {**answer, "timings_ms": None} == {**other.model_dump(mode="json"), "timings_ms": None}


def test_the_models_are_listed(outside):
    assert [model.id for model in outside.models.list()] == ["wakhan"]
    assert outside.models.retrieve("wakhan").owned_by == "wakhan"
    with pytest.raises(openai.NotFoundError, match="only model"):
        outside.models.retrieve("other")


def test_a_completion_is_the_answer_with_the_whole_record(outside, engine):
    wanted = engine.ask(QUESTION)
    done = outside.chat.completions.create(
        model="wakhan", messages=[{"role": "user", "content": QUESTION}], temperature=0.2, max_tokens=500
    )
    assert done.choices[0].message.content == wanted.text
    assert "[1]" in wanted.text
    assert done.choices[0].finish_reason == "stop"
    assert same(done.wakhan, wanted)


def test_a_streamed_completion_adds_up_to_the_same(outside, engine):
    wanted = engine.ask(QUESTION)
    chunks = list(
        outside.chat.completions.create(
            model="wakhan",
            messages=[{"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == wanted.text
    assert len(chunks) > 3
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert same(chunks[-1].wakhan, wanted)


def test_earlier_messages_are_the_history(outside, engine):
    first = engine.ask(FIRST)
    messages = [
        {"role": "system", "content": "You are terse."},
        {"role": "user", "content": FIRST},
        {"role": "assistant", "content": first.text},
        {"role": "user", "content": [{"type": "text", "text": FOLLOW_UP}]},
    ]
    done = outside.chat.completions.create(model="wakhan", messages=messages)
    wanted = engine.ask(FOLLOW_UP, [FIRST, {"role": "assistant", "text": first.text}])
    assert FIRST.rstrip("?") in done.wakhan["standalone_question"]
    assert same(done.wakhan, wanted)


def test_an_earlier_message_may_be_longer_than_any_question(outside):
    messages = [{"role": "user", "content": FIRST + " please" * 5000}, {"role": "user", "content": FOLLOW_UP}]
    done = outside.chat.completions.create(model="wakhan", messages=messages)
    assert FIRST in done.wakhan["standalone_question"]


def test_filters_are_an_extension(outside):
    done = outside.chat.completions.create(
        model="wakhan",
        messages=[{"role": "user", "content": "How many TTP fighters are in Afghanistan?"}],
        extra_body={"filters": {"perspectives": ["UN"]}},
    )
    cited = [citation for claim in done.wakhan["claims"] for citation in claim["citations"]]
    assert {citation["perspective"] for citation in cited} == {"UN"}


def test_what_cannot_be_answered_is_an_error_that_the_client_knows(outside):
    with pytest.raises(openai.UnprocessableEntityError, match="last message"):
        outside.chat.completions.create(model="wakhan", messages=[{"role": "assistant", "content": "x"}])
    with pytest.raises(openai.UnprocessableEntityError, match="empty"):
        outside.chat.completions.create(model="wakhan", messages=[{"role": "user", "content": " "}], stream=True)


def test_a_key_of_openais_client_opens_the_server(serve):
    from hashlib import sha256

    client = serve(api_keys=[sha256(b"sk-test").hexdigest()])
    for key, outcome in (("sk-test", None), ("sk-other", openai.AuthenticationError)):
        with openai.OpenAI(base_url=f"{client.base_url}/v1", api_key=key, max_retries=0) as found:
            if outcome:
                with pytest.raises(outcome):
                    found.models.list()
            else:
                assert found.models.list().data


def test_langchain_asks_and_streams(model, engine):
    wanted = engine.ask(QUESTION).text
    assert model.invoke(QUESTION).content == wanted
    assert "".join(chunk.content for chunk in model.stream(QUESTION)) == wanted


def test_langchain_holds_a_conversation(model, engine):
    first = engine.ask(FIRST).text
    said = [SystemMessage("Be brief."), HumanMessage(FIRST), AIMessage(first), HumanMessage(FOLLOW_UP)]
    wanted = engine.ask(FOLLOW_UP, [FIRST, {"role": "assistant", "text": first}]).text
    assert model.invoke(said).content == wanted
