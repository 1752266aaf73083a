"""The web chat: pages that show an `Answer` and the sources it cites."""
