"""``python -m infoscore``."""

from infoscore.cli.main import main

main()
