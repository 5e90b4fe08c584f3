"""Triage and guidance: rules and templates, no model and no network."""
