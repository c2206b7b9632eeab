"""DJs: they sign up, get scripts, read them on air and say when; volunteers ask stations.

Its one rule: a script goes out only while it is current, and who has an old one is told.
"""
