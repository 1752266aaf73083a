"""Doors for other programs and for the terminal."""
