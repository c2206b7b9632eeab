"""Queries of DJs, scripts given, airings, corrections, stations."""
