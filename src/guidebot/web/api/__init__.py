"""The JSON API below /api/v1, and what describes it."""
