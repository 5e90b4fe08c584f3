"""Tests of guidebot; examples.py holds what they share."""
