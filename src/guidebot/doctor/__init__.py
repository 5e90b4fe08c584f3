"""guidebot doctor: what serving needs, looked at piece by piece."""
