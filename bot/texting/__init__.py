"""What holds for every text that goes out: hours, caps, schedules, wording, prices, reasons.

Its one rule: the strictest of what may apply to a person is what applies.
"""
