"""Clarion: an open text line for weeks of action.

What Clarion does is in the modules of this package, in its own words: inbound, outbox,
broadcasts, consent, djs. The sub-packages are what those stand on: engine (pure flows),
campaign (files), store (the record), carrier (Twilio), web (pages), simulator (a stand-in).
"""

import gc

# An import or a campaign makes some hundred thousand objects that stay, and looking through them
# again at every 700 was a twelfth of the processor of each start (1.34 s of the clock's to 1.24).
gc.set_threshold(50_000, 20, 20)
