"""Lists of people from other systems: read as they are, shown, brought in, taken back.

The one rule: nothing is guessed. What a file does not say plainly is refused with its row or asked
about, nothing is written before it was shown, and nobody is texted because of a file.
"""
