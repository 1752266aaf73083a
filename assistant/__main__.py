"""`python -m assistant` is the same as `assistant`."""

from assistant.serve.cli import main

main()
