"""The command on readers' feedback: feedback export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.serve.options import settings_of
from assistant.serve.terminal import note

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def feedback() -> None:
    """What readers thought of the answers.

    \b
    assistant feedback export feedback.yaml
    """


@app.command()
def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it: a .yaml file.")],
    owner: Annotated[str | None, typer.Option(help="Whose feedback, where readers sign in; default: yours.")] = None,
) -> None:
    """Write the rated answers as a question set that 'assistant eval run' takes.

    \b
    assistant feedback export feedback.yaml
    assistant eval run feedback.yaml
    """
    from assistant.chat.database import Database
    from assistant.chat.store import LOCAL_OWNER, ConversationStore
    from assistant.evals.feedback import write_feedback

    store = ConversationStore(Database(settings_of(context)), owner or LOCAL_OWNER)
    number = write_feedback(store.rated(), path)
    note("No answer was rated yet." if not number else f"{number} rated answer{'' if number == 1 else 's'}: {path}")
