"""The door for language models' tools: the Model Context Protocol, over stdio and streamable HTTP."""
