"""The app, with an assistant that takes its time over a question that begins with 'Slowly:'."""

import time

from assistant.answer.assistant import Assistant
from assistant.web.pages import run

SECONDS, WORD = 5, "Slowly: "

if not hasattr(Assistant, "quick_ask"):
    Assistant.quick_ask = Assistant.ask

    def slow_ask(self, question, history=(), filters=None):
        if question.startswith(WORD):
            time.sleep(SECONDS)
        return self.quick_ask(question.removeprefix(WORD), history, filters)

    Assistant.ask = slow_ask

run()
