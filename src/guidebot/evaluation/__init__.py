"""Measures over questions whose right answers are known."""
