"""Organizers: who may sign in and as what, their own phones, what waits for them, what they did.

Its one rule: there is always one admin, and every act leaves a line in the audit table.
"""
