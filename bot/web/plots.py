"""Plots for the console: drawn by pygal as pictures, so that their styles stay inside them.

The console's policy lets no inline style or script run; a data: picture needs neither.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import pygal
from pygal.style import Style

# pygal 3 leaves an import hook for plugins of its past; Python 3.11 warns at every import after it.
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "PluginImportFixer"]

MOST_SERIES = 8  # colors that can be told apart
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#6b767f",
    foreground_strong="#6b767f",
    foreground_subtle="#9aa5ad",
    colors=("#0f7b85", "#c77700", "#7a55b8", "#1c8a52", "#c9382f", "#2f7fd1", "#9a7b00", "#84929b"),
    font_family="system-ui, sans-serif",
    label_font_size=15,
    legend_font_size=16,
)


def stacked_bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], rest: str) -> str:
    """A bar a label, stacked by series, as a data: address. Series beyond eight are one: `rest`."""
    plot = pygal.StackedBar(**_look(), x_label_rotation=35)
    plot.x_labels = list(labels)
    ranked = sorted(series.items(), key=lambda pair: -sum(pair[1]))
    for name, counts in ranked[:MOST_SERIES]:
        plot.add(name, list(counts))
    if len(ranked) > MOST_SERIES:
        others = [counts for _name, counts in ranked[MOST_SERIES:]]
        plot.add(rest, [sum(column) for column in zip(*others, strict=True)])
    return str(plot.render_data_uri())


def bars(counts: Mapping[str, int]) -> str:
    """A bar a name, the longest first, as a data: address. The first eight."""
    plot = pygal.HorizontalBar(**_look(), show_x_guides=False)
    for name, count in sorted(counts.items(), key=lambda pair: -pair[1])[:MOST_SERIES]:
        plot.add(name, count)
    return str(plot.render_data_uri())


def _look() -> dict[str, object]:
    return {
        "style": _STYLE,
        "height": 380,
        "width": 760,
        "js": [],
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 4,
        "value_formatter": lambda value: f"{value:.0f}",
    }
