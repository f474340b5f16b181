"""Reports as values: tables of units, the list, the explanation, and their JSON."""
