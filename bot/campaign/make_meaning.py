"""Makes bot/understanding/shipped.npz: what the trained part learns from the campaign in flows/.

`make meaning` runs it after a change of `means:` or of the sentences that mean nothing; a test says
when it is due. With --axes it finds the axes anew first, for another model or far more sentences.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from bot.campaign import load
from bot.understanding import kept
from bot.understanding.embedder import Embedder, embedder_version
from bot.understanding.learning import both_spellings, digest_for, learn_from, samples_in
from bot.understanding.trained import find_axes

_AXES = 384  # all that the model gives: half of them are right for 1 in 100 fewer


def main() -> None:
    """Write what is shipped."""
    samples = samples_in(load(Path("flows")))
    if "--axes" in sys.argv[1:]:
        embedder = Embedder()
        _, texts = both_spellings(samples)
        kept.keep_axes(find_axes(np.stack([embedder.embed(text) for text in texts]), _AXES))
        kept.SHIPPED.unlink(missing_ok=True)
        kept.read_axes.cache_clear()
    was = kept.read_learned(kept.SHIPPED)
    if was is not None and was.digest == digest_for(samples, embedder_version()):
        return
    learned = learn_from(samples, embedder_version(), kept.read_directions(Path(), ""), Embedder())
    kept.keep(kept.SHIPPED, learned)


if __name__ == "__main__":
    main()
