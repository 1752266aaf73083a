"""From files to `Document`s."""
