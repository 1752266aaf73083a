"""Question sets asked of the assistant, scored, compared and reported. Nothing in the product depends on this."""
