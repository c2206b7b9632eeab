"""What people do in a rehearsed week: a module for each kind of act, as scripts of what they text.

Scripts know what a phone shows, and nothing of how the bot does it. What was done is noted in the
diary (`town.note`) by a name of `diary.ACTS`.
"""
