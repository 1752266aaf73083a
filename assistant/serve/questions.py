"""The commands that answer: ask and search."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.serve import options
from assistant.serve.lines import answer_lines
from assistant.serve.options import AsJson, Kind, Perspective, Publisher, Since, Topic, Until
from assistant.serve.terminal import build_progress, write_json


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in quotation marks; - reads one a line from stdin.")],
    history: Annotated[
        list[str], typer.Option(metavar="QUESTION", help="An earlier question, oldest first. Repeatable.")
    ] = [],  # noqa: B006
    perspective: Perspective = [],  # noqa: B006
    publisher: Publisher = [],  # noqa: B006
    kind: Kind = [],  # noqa: B006
    topic: Topic = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with the passages that carry the answer.

    Every claim says whose voice it is and cites its source. Where the sources do not say, the answer says so.
    With - each line of standard input is a question, and each line of output its record as JSON.

    \b
    assistant ask "What does the UN say about groups in Afghanistan?"
    assistant ask --history "Who is Juma Khan Fateh?" "Why was he transferred?"
    assistant ask --perspective UN --since 2025 --json "Who controls Badakhshan's gold mines?"
    assistant ask - < questions.txt | jq -r .text
    """
    from assistant.answer.assistant import Assistant

    chosen = options.filters(perspective, publisher, kind, topic, since, until)
    with build_progress() as progress:
        assistant = Assistant(options.settings_of(context), progress=progress)
        if question == "-":
            assistant.search("anything", 1, chosen)  # builds the index; a filter that is wrong is no fault of the lines
        else:
            answer = assistant.ask(question, history=history, filters=chosen)
    if question == "-":
        raise typer.Exit(2 if answer_lines(lambda line: assistant.ask(line, history, chosen)) else 0)
    if as_json:
        write_json(answer)
        return
    from assistant.serve.cards import show_answer

    show_answer(answer)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question, in quotation marks.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    perspective: Perspective = [],  # noqa: B006
    publisher: Publisher = [],  # noqa: B006
    kind: Kind = [],  # noqa: B006
    topic: Topic = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a query, best first.

    \b
    assistant search -k 5 "gold mines in Badakhshan"
    assistant search --topic narcotics --until 2025-06 --json "poppy ban"
    """
    from assistant.answer.assistant import Assistant

    chosen = options.filters(perspective, publisher, kind, topic, since, until)
    with build_progress() as progress:
        hits = Assistant(options.settings_of(context), progress=progress).search(query, k=k, filters=chosen)
    if as_json:
        write_json(hits)
        return
    from assistant.serve.cards import show_hits

    show_hits(hits)
