"""The files of a workspace read and written; every reader returns the problems it met, too."""
