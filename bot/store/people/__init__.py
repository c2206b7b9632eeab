"""Queries of contacts, consent and reports, and of what is forgotten."""
