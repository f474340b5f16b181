"""The content of a circular: facts, text, tables and annexes. No Word, no terminal here."""
