"""Queries of the outbox: claims, records, pace, statuses, doubts, switches."""
