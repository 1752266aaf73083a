"""The REST server: the same answer record over HTTP, in our own terms and in those of OpenAI's clients."""
