"""A second, slow and simple reckoning of the scoring rules, and random offices to try both on.

It shares no code with the engine: rules, units and records are the plain values that stand in YAML,
and each function says which sentence of docs/rules.md it is. Only ``engine.py`` runs the program.
"""
