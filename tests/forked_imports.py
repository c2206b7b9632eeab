"""What processes of ours import before their work begins: what tests/forked.py begins with."""

import workers.__main__
import workers.clock
import workers.jobs

__all__ = ["workers"]
