"""What an office does with a workspace, as functions that return values; no terminal."""
