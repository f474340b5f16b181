"""An office's work on a workspace, as functions that return values and know no terminal."""
