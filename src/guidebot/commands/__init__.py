"""The commands of the command line, one module for each word after `guidebot`."""
