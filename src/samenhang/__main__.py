"""`python -m samenhang` is the console script without an installed wheel."""

from samenhang.web.cli import main

main()
