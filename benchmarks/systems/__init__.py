"""Other systems behind the same small interface, so that they are asked the same questions in the same run."""
