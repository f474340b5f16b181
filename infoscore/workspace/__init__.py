"""The files of a workspace in and out. Returns what it could read and the problems it met."""
