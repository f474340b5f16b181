"""infoscore: scores of adopted briefs, and the circular that publishes them, from plain files."""

__version__ = "0.1.0"
