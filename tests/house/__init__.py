"""What must be true of the code itself: its sizes, and that what it names is there."""
