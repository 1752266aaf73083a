"""Conversations: kept threads, their owners, feedback on answers, and what to ask next."""
