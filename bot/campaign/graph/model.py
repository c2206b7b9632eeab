"""Nodes and edges of a flow."""

from __future__ import annotations

from dataclasses import dataclass

from bot.campaign.anatomy import TargetAt, targets_of
from bot.campaign.models import FlowModel, StepModel

END = "(end)"


@dataclass(frozen=True, slots=True)
class Node:
    """A step, another flow, or the end. `kind` is ask, say, act, branch, flow or end."""

    id: str
    title: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another. `labels` say when it is taken; `is_later` after time."""

    source: str
    target: str
    labels: tuple[str, ...]
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """One flow's picture. `start` is the node it begins at."""

    name: str
    about: str
    start: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(flow: FlowModel, lang: str) -> Graph:
    """The picture of a flow, its texts in `lang`.

    Left out is what every question does: ask again, and end when nobody answers.
    """
    nodes = {name: _node(name, step, lang) for name, step in flow.steps.items()}
    edges: dict[tuple[str, str, bool], list[str]] = {}
    for way in targets_of(flow):
        if way.target == "again" or way.label == "known already" or _is_plain_end(way):
            continue
        target = _target(way)
        if target not in nodes:
            nodes[target] = _outside(target)
        is_later = way.kind in ("after", "later")
        label = _label(flow, way, lang)
        labels = edges.setdefault((way.step, target, is_later), [])
        if label and label not in labels:
            labels.append(label)
    start = flow.start or next(iter(flow.steps))
    return Graph(
        flow.flow,
        flow.about,
        start,
        tuple(nodes.values()),
        tuple(Edge(s, t, tuple(labels), later) for (s, t, later), labels in edges.items()),
    )


def _is_plain_end(way: TargetAt) -> bool:
    """A box with nothing below it ends: only answers that end are drawn as ways."""
    return way.target == "end" and way.kind not in ("choice", "answer")


def _node(name: str, step: StepModel, lang: str) -> Node:
    texts = step.say or {}
    text = texts.get(lang) or texts.get("*") or next(iter(texts.values()), "")
    if step.ask:
        kind = "ask"
    elif step.do:
        kind, text = "act", text or step.do
    elif step.when or step.split:
        kind, text = "branch", text or ("at random" if step.split else "")
    else:
        kind = "say"
    return Node(name, name.replace("_", " "), text, kind)


def _outside(target: str) -> Node:
    if target == END:
        return Node(END, "end", "", "end")
    return Node(target, target[1:].replace("/", " › "), "", "flow")  # noqa: RUF001 - shown as a path


def _target(way: TargetAt) -> str:
    return END if way.target == "end" else way.target


def _label(flow: FlowModel, way: TargetAt, lang: str) -> str:
    if way.kind == "choice":
        ask = flow.steps[way.step].ask
        choice = ask.choices.get(way.label) if ask else None
        words = (choice.words.get(lang) or choice.words.get("*") or [way.label]) if choice else []
        return words[0] if words else way.label
    if way.kind == "after":
        return f"after {way.label}"
    if way.kind == "later":
        return f"later ({way.label.replace('_', ' ')})"
    if way.kind == "case" and way.label in ("else", "otherwise"):
        return "otherwise"
    if way.kind in ("go", "call"):
        return ""
    return way.label
