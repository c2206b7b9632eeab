"""One machine's Clarion: its processes, ports, terminal, and the doctor that looks at all of it.

Its one rule: it starts and looks; what the processes do is decided elsewhere.
"""
