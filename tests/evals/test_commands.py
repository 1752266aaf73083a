"""`assistant eval …` and the page of the web app, over an engine that is made up."""

import json

import pytest

from assistant.errors import InputError
from assistant.evals import run as running
from assistant.serve.cli import run

from .conftest import Knowing, abstention


class Silent(Knowing):
    def ask(self, question, history=(), filters=None):
        return abstention(question)


@pytest.fixture
def call(monkeypatch, tmp_path, capfdbinary, set_path):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(running, "_assistant", Knowing)

    def do(*arguments):
        code = run(["eval", *(str(set_path) if item == "SET" else item for item in arguments)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return do


def test_a_run_prints_its_figures_and_writes_a_report(call):
    code, out, _ = call("run", "SET", "--name", "one", "--counterfactual", "0")
    assert code == 0
    assert "Points found" in out
    assert "6 questions of own (all): 6 right." in out
    assert out.rstrip().endswith("report.html")


def test_json_holds_the_summary(call):
    code, out, _ = call("run", "SET", "--json", "--counterfactual", "0")
    found = json.loads(out)
    assert code == 0
    assert found["summary"]["points"] == 1
    assert found["figures"]["points"]["questions"] == 4


def test_gates_and_drops_end_with_1(call, monkeypatch):
    assert call("run", "SET", "--name", "good", "--fail-under", "points=0.9")[0] == 0
    monkeypatch.setattr(running, "_assistant", Silent)
    code, _, err = call("run", "SET", "--name", "bad", "--fail-under", "points=0.9")
    assert code == 1
    assert "missed: points must be at least 0.9, is 0.000" in err
    code, out, err = call("run", "SET", "--name", "worse", "--against", "good")
    assert code == 1
    assert "drop: points from 1.000 to 0.000" in err
    assert "q-trucks: right -> abstained" in out
    assert call("compare", "worse", "good")[0] == 1
    assert call("compare", "good", "worse", "--json")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nothing"), "no file and no set"),
        (("run", "SET", "--fail-under", "pionts=1"), "no metric is called"),
        (("run", "SET", "--fail-under", "points=nan"), "expected metric=number"),
        (("run", "SET", "--against", "nothing"), "There is no run named"),
        (("run", "SET", "--against", "baseline"), "There is no baseline"),
        (("run", "SET", "--resume"), "--resume needs the --name"),
        (("run", "SET", "--part", "half"), "half"),
        (("run", "SET", "--name", "../up"), "cannot name a run"),
        (("report",), "no finished run yet"),
        (("report", "nothing"), "There is no run named"),
        (("compare", "a", "b"), "There is no run named"),
        (("benchmark", "nowhere"), "a benchmark folder holds"),
        (("table", "--into", "nowhere.md", "--benchmark", "nothing.json"), "cannot be read"),
    ],
)
def test_bad_input_ends_with_2_and_says_why(call, arguments, said):
    code, out, err = call(*arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert not out


def test_a_run_of_another_set_or_part_is_refused_before_anything_is_asked(call, monkeypatch, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text("- {id: q-moon, question: Who went to the moon?}\n")
    call("run", str(other), "--name", "other")
    assert call("run", "SET", "--part", "tune", "--name", "tuned")[0] == 0
    monkeypatch.setattr(running, "_assistant", None)  # nothing is asked
    code, _, err = call("run", "SET", "--against", "other")
    assert (code, "asked the set 'other', not 'own'" in err) == (2, True)
    code, _, err = call("run", "SET", "--part", "report", "--against", "tuned")
    assert (code, "asked none of these questions" in err) == (2, True)
    assert call("compare", "tuned", "other")[0] == 2


def test_a_sets_name_stands_for_its_newest_run(call, monkeypatch):
    assert call("run", "SET", "--name", "one")[0] == 0
    assert call("report", "own")[1].strip().endswith("one/report.html")
    assert call("compare", "own", "one")[0] == 0
    assert "There is no run named 'core'" in call("report", "core")[2]


def test_a_run_that_cannot_be_read_is_named(call, tmp_path):
    call("run", "SET", "--name", "one")
    call("run", "SET", "--name", "old")
    (tmp_path / "data" / "evals" / "runs" / "old" / "run.json").write_text("{}")
    code, out, err = call("list")
    assert code == 0
    assert "  one  own (all), 6 questions: points 1.000" in out
    assert "the run 'old' is left out" in err
    assert json.loads(call("list", "--json")[1])["unreadable"].keys() == {"old"}
    assert call("report")[1].strip().endswith("one/report.html")


def test_an_interrupted_run_says_how_to_go_on(call, monkeypatch):
    class Stopping(Knowing):
        def ask(self, question, history=(), filters=None):
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().ask(question, history, filters)

    monkeypatch.setattr(running, "_assistant", Stopping)
    code, _, err = call("run", "SET", "--name", "one", "--counterfactual", "0")
    assert code == 130
    assert "--name one --resume" in err
    assert call("report", "one")[0] == 2
    assert "interrupted after 2 of 6; --resume goes on" in call("list")[1]
    monkeypatch.setattr(running, "_assistant", Knowing)
    assert call("run", "SET", "--name", "one", "--counterfactual", "0", "--resume")[0] == 0
    assert call("report")[1].strip().endswith("report.html")


@pytest.fixture
def page():
    """The page of the web app, run without a browser."""
    from streamlit.testing.v1 import AppTest

    def script():
        from assistant.web.evaluation_page import show

        show()

    return AppTest.from_function(script, default_timeout=30)


def test_the_web_page_shows_the_latest_run(call, page):
    assert "No question set has been run" in page.run().info[0].value
    call("run", "SET", "--name", "one", "--fail-under", "points=0.5")
    page.run()
    assert not page.exception
    assert "6 questions: 6 right" in page.caption[0].value
    assert page.dataframe[0].value["Metric"][0] == "Points found"
    assert "passed" in page.success[0].value


def test_the_web_page_shows_what_was_wanted_and_each_quote(call, page):
    call("run", "SET", "--name", "one")
    page.run()
    page.multiselect[0].set_value(["right"]).run()
    texts, captions = [item.value for item in page.text], " ".join(item.value for item in page.caption)
    assert "[1] “Forty trucks crossed the border at Torkham on Sunday.”" in texts
    assert {"found: forty", "voice found: Taliban", "source cited: trucks"} <= set(texts)
    assert r"About trucks, Pakistan press, para\. 1 \(trucks; Pakistan\)" in captions


def test_the_web_page_compares_runs_of_the_same_part(call, page, monkeypatch):
    call("run", "SET", "--name", "good")
    call("run", "SET", "--part", "tune", "--name", "tuned")
    monkeypatch.setattr(running, "_assistant", Silent)
    call("run", "SET", "--name", "bad")
    page.run()
    page.selectbox[0].select(next(name for name in page.selectbox[0].options if name.endswith("· bad"))).run()
    assert page.selectbox[1].options == ["nothing", "good"]
    page.selectbox[1].select("good").run()
    assert not page.exception
    assert page.dataframe[0].value["Difference"][0] == "-1.000 (worse)"
    page.checkbox[0].check().run()
    assert [item.label.split(":")[0] for item in page.expander] == ["abstained, was right"] * 4


def test_the_web_page_says_what_cannot_be_read_or_compared(call, page, monkeypatch, tmp_path):
    for name in ("one", "two", "old"):
        call("run", "SET", "--name", name)
    (tmp_path / "data" / "evals" / "runs" / "old" / "run.json").write_text("{}")
    page.run()
    assert "is left out" in page.warning[0].value
    monkeypatch.setattr("assistant.evals.baseline.compare", no_comparison)
    page.selectbox[1].select_index(1).run()
    assert not page.exception
    assert "nothing to compare" in page.warning[1].value


def no_comparison(*_, **__):
    raise InputError("There is nothing to compare.")
