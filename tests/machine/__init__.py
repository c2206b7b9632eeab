"""Tests of bot/machine."""
