"""Queries of the inbox: tickets, claims, threads, tasks and ready answers."""
