"""The line by voice."""
