"""Queries of actions and who joins them."""
