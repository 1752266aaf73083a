"""From `Document`s to passages to an index on disk."""
