"""Clauses of a scoring rule book, one kind in each file.

A clause is the value that was read from ``rules.yaml``: its type defines the keys, its methods
apply it. A new kind needs a file here and a key of :class:`infoscore.rules.edition.EditionEntry`.
"""
