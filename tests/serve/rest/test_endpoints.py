"""What each endpoint of the REST server says, against the engine itself."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from assistant import Filters
from assistant.evals.set_file import load_set
from assistant.serve.cli import run
from assistant.serve.rest.app import create_app
from tests.serve.rest.conftest import until_ready

QUESTIONS = [
    ("Why does Mongolia attend SCO meetings while Afghanistan does not?", [], {}),
    ("How many trucks wait for a visa on the moon?", [], {}),
    ("Who mediated it?", ["When was the Doha ceasefire announced?"], {}),
    ("Who controls Badakhshan's gold mines?", [], {"perspectives": ["UN"], "since": "2024"}),
    ("Was sagt die Uno über إمارة 🏔️ und TTP fighters in Afghanistan?", [{"role": "user", "text": "TTP?"}], {}),
]


def expected(engine, question, history, filters):
    return without_timings(engine.ask(question, history, Filters(**filters)).model_dump(mode="json"))


def without_timings(answer):
    assert set(answer.pop("timings_ms")) == {"retrieve", "answer", "total"}
    return answer


def events(text):
    """The (name, data) of each server-sent event."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields.get("event"), json.loads(fields["data"])))
    return found


@pytest.mark.parametrize(("question", "history", "filters"), QUESTIONS)
def test_ask_gives_the_answer_record_whole_and_as_events(client, engine, question, history, filters):
    wanted = expected(engine, question, history, filters)
    body = {"question": question, "history": history, "filters": filters}
    assert without_timings(client.post("/v1/ask", json=body).json()) == wanted
    streams = [
        client.post("/v1/ask", json=body | {"stream": True}),
        client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"}),
    ]
    for response in streams:
        assert response.headers["content-type"].startswith("text/event-stream")
        names, data = zip(*events(response.text), strict=True)
        assert names == ("progress", *["claim"] * len(wanted["claims"]), "answer", "done")
        assert list(data[1:-2]) == wanted["claims"]
        assert without_timings(data[-2]) == wanted


def test_every_quote_stands_in_the_document_that_the_server_opens(client):
    answer = client.post("/v1/ask", json={"question": QUESTIONS[0][0]}).json()
    assert answer["claims"]
    for claim in answer["claims"]:
        for citation in claim["citations"]:
            document = client.get(f"/v1/documents/{citation['document_id']}").json()
            assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_search_is_the_same_by_get_and_post(client, engine):
    wanted = [hit.model_dump(mode="json") for hit in engine.search("gold mines", k=3)]
    assert client.get("/v1/search", params={"q": "gold mines", "k": 3}).json()["hits"] == wanted
    assert client.post("/v1/search", json={"query": "gold mines", "k": 3}).json()["hits"] == wanted
    by_voice = client.get("/v1/search", params={"q": "gold mines", "perspective": ["UN", "Taliban"]}).json()["hits"]
    assert {hit["perspective"] for hit in by_voice} <= {"UN", "Taliban"}


def test_documents_come_in_pages_and_by_filter(client, documents):
    pages = [client.get("/v1/documents", params={"limit": 100, "offset": offset}).json() for offset in (0, 100)]
    assert [card["id"] for page in pages for card in page["documents"]] == list(documents)
    assert {page["total"] for page in pages} == {len(documents)}
    one_voice = client.get("/v1/documents", params={"perspective": "Taliban", "limit": 200}).json()
    assert [card["id"] for card in one_voice["documents"]] == [
        document.id for document in documents.values() if document.perspective == "Taliban"
    ]
    assert "text" not in one_voice["documents"][0]


def test_a_document_is_whole_and_its_original_stands_for_it(client, documents):
    wanted = documents["un-mt-16th-report-2025"].model_dump(mode="json")
    assert client.get("/v1/documents/un-mt-16th-report-2025").json() == wanted
    assert client.get("/v1/documents/un-mt-16th-report-2025@original").json()["text"] == wanted["text"]


def test_verify_points_at_the_words_that_decide(client, documents):
    claim = "Forty trucks crossed the border at Torkham."
    passages = ["Nothing of the kind.", "The ministry said that forty trucks had crossed the border at Torkham."]
    found = client.post("/v1/verify", json={"claim": claim, "passages": passages}).json()
    assert found["verdict"] == "supported"
    span = found["span"]
    assert passages[span["passage"]][span["start"] : span["end"]] == span["quote"]

    document = documents["un-mt-16th-report-2025"]
    said = document.text[document.points[0].span.start : document.points[0].span.end]
    body = {"claim": said, "passages": ["Elsewhere."], "documents": [document.id]}
    found = client.post("/v1/verify", json=body).json()
    assert (found["verdict"], found["span"]["document_id"]) == ("supported", document.id)
    assert document.text[found["span"]["start"] : found["span"]["end"]] == found["span"]["quote"]

    body = {"claim": "Penguins govern Antarctica by decree.", "passages": passages}
    assert client.post("/v1/verify", json=body).json()["verdict"] == "unsupported"


def test_a_claim_alone_is_held_against_the_corpus_as_python_does(client, engine):
    claim = "The Monitoring Team estimates that the TTP has about 6,000 fighters in Afghanistan."
    for filters in ({}, {"perspectives": ["UN"]}):
        wanted = engine.check(claim, filters=Filters(**filters))
        found = client.post("/v1/verify", json={"claim": claim, "filters": filters}).json()
        assert (found["verdict"], found["probability"], found["problems"]) == (
            *(wanted.verdict, wanted.probability, wanted.problems),
        )
        source = wanted.source
        assert found["span"] == (
            source and {"passage": None} | source.model_dump(include={"document_id", "start", "end", "quote"})
        )
    said = engine.catalog.documents["un-mt-16th-report-2025"]
    quoted = said.text[said.points[0].span.start : said.points[0].span.end]
    span = client.post("/v1/verify", json={"claim": quoted, "filters": {"documents": [said.id]}}).json()["span"]
    assert said.text[span["start"] : span["end"]] == span["quote"]
    assert client.post("/v1/verify", json={"claim": "Penguins govern Antarctica by decree."}).json()["span"] is None


def test_feedback_is_kept_and_can_be_exported_as_a_question_set(serve, engine, problem, tmp_path, monkeypatch):
    client, question = serve(), "Who is Juma Khan Fateh?"
    bad = {"question": question, "rating": "down", "claim": 0, "comment": "His brother – 兄."}
    for given in (bad, {"question": question, "rating": "up"}):
        assert client.post("/v1/feedback", json=given).status_code == 201
    assert "no claim 900" in problem(client.post("/v1/feedback", json=bad | {"claim": 900}), 422, "invalid")["detail"]
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    assert run(["feedback", "export", "--owner", "rest", str(tmp_path / "feedback.yaml")]) == 0
    down, up = load_set(tmp_path / "feedback.yaml").questions
    assert (down.question, down.note, down.sources) == (question, "Did not help: Claim 0: His brother – 兄.", [])
    assert up.answerable
    assert set(up.sources) == {c.document_id for claim in engine.ask(question).claims for c in claim.citations}


def test_metrics_count_requests_and_answers(serve):
    client = serve()
    client.post("/v1/ask", json={"question": QUESTIONS[0][0]})
    client.get("/v1/documents/no-such-id")
    text = client.get("/metrics").text
    assert 'wakhan_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in text
    assert 'wakhan_requests_total{method="GET",route="/v1/documents/{document_id}",status="404"} 1.0' in text
    assert 'wakhan_answers_total{abstained="false"} 1.0' in text
    assert "wakhan_ready 1.0" in text


def test_a_request_keeps_its_well_formed_id_and_gets_one_otherwise(client):
    assert client.get("/healthz", headers={"X-Request-ID": "mine-1.2"}).headers["X-Request-ID"] == "mine-1.2"
    for bad in ("x" * 65, "a b", "<script>", ""):
        assert re.fullmatch(
            r"[0-9a-f]{32}", client.get("/healthz", headers={"X-Request-ID": bad}).headers["X-Request-ID"]
        )


def test_a_server_without_an_index_says_what_is_missing_and_tries_again(small, small_text, tmp_path, monkeypatch):
    whole = small_text.read_text()
    small_text.write_text("---\nid: [\n---\n")
    with TestClient(create_app(small), base_url="http://127.0.0.1") as broken:
        broken.app.state.service.engine._prepared.wait(60)
        for response in (broken.get("/readyz"), broken.post("/v1/ask", json={"question": "How many trucks?"})):
            assert response.status_code == 503
            assert response.json()["type"] == "urn:wakhan:problem:not-ready"
            assert str(tmp_path) not in response.text
        assert broken.get("/healthz").status_code == 200
        monkeypatch.setattr("assistant.serve.rest.engine.RETRY_S", 0.0)
        small_text.write_text(whole)
        until_ready(broken)
        assert "nine days" in broken.post("/v1/ask", json={"question": "How long do the trucks wait?"}).text
