"""Clarion: an open text line for weeks of action.

What Clarion does is in the modules of this package, in its own words: inbound, outbox,
broadcasts, consent, djs. The sub-packages are what those stand on: engine (pure flows),
campaign (files), store (the record), carrier (Twilio), web (pages), simulator (a stand-in).
"""
