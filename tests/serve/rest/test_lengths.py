"""What is within the limits is answered, however long, and in whatever script."""

import pytest

LONG = ("Why does Mongolia attend SCO meetings while Afghanistan does not, and who says so? " * 30)[:2000]
URDU = ("افغانستان میں ٹی ٹی پی کے کتنے جنگجو ہیں، اور یہ کون کہتا ہے؟ " * 12)[:500]
EARLIER = ("When was the Doha ceasefire between Pakistan and the Taliban announced, and where? " * 60)[:4000]
CLAIM = ("The Monitoring Team reports about 6,000 TTP fighters in Afghanistan, and Kabul denies it. " * 60)[:5000]


@pytest.mark.parametrize(
    "body",
    [
        {"question": LONG},
        {"question": URDU},
        {"question": "Who mediated it?", "history": [EARLIER]},
        {"question": LONG[:1900] + " And it?", "history": [{"text": EARLIER}, {"role": "assistant", "text": EARLIER}]},
    ],
    ids=["2,000 characters", "Urdu", "a long history", "both"],
)
def test_a_long_question_is_answered_whole_and_as_events(client, body):
    answer = client.post("/v1/ask", json=body)
    assert answer.status_code == 200
    assert answer.json()["question"] == body["question"]
    assert "event: done" in client.post("/v1/ask", json=body | {"stream": True}).text
    assert client.post("/v1/search", json={"query": body["question"]}).status_code == 200


@pytest.mark.parametrize("claim", [CLAIM, URDU], ids=["5,000 characters", "Urdu"])
@pytest.mark.parametrize("against", [{"passages": [CLAIM[:400], "Kabul."]}, {"documents": ["sco-charter-2002"]}, {}])
def test_a_long_claim_is_checked(client, claim, against):
    assert client.post("/v1/verify", json={"claim": claim} | against).status_code == 200
