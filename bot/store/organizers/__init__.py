"""Queries of organizers: accounts, linked phones, the audit table, what waits for them."""
