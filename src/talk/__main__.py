"""`python -m talk` is `talk`."""

from talk.cli import main

main()
