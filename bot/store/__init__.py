"""The record: tables, queries, migrations and sealing, on PostgreSQL.

The one rule: only this package imports SQLAlchemy or psycopg, and no number, name or body
leaves it unsealed except into the hands of the use case that asked for it.
"""
