"""The clauses of a scoring rule book: each file holds one kind, as it is written and what it does.

A clause is the very value that was read from ``rules.yaml``: its type says what may be written,
its methods what that comes to. A new kind is a file here and a key of
:class:`infoscore.rules.edition.EditionEntry`.
"""
