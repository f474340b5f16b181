"""What a circular says: facts, text, tables and annexes. No Word, no files, no terminal here."""
