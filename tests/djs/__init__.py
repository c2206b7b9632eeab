"""The DJ kit, from a volunteer's ask to the number on air."""
