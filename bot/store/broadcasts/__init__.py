"""Queries of broadcasts and series: made, planned, counted, looked back at."""
