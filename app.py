"""The web chat's entry: page order, nothing else. Start it with 'assistant chat' or 'streamlit run app.py'."""

from assistant.web.pages import run

run()
