"""``python -m gangmu``."""

from gangmu.cli import main

main()
