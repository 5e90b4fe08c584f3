"""`python -m guidebot` is the command `guidebot`."""

from guidebot.cli import main

main()
