"""What it all came to: a day, the funnel, where people leave, reports for the coalition.

Reads only: every number is a question to the record, and nothing here writes or sends but the day
that linked organizers get as a text.
"""
