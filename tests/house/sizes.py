"""`make check`: no function over 45 lines, no file over 300, nothing nested deeper than three.

Migrations are left out: they are written once and never read on. Depth counts if, for, while,
with, try and match; an elif is no deeper than its if.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bot", "workers", "tests", "bench")
MOST_FILE_LINES, MOST_FUNCTION_LINES, MOST_DEPTH = 300, 45, 3
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith, ast.Match)
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def depth(node: ast.AST, so_far: int = 0) -> int:
    """How many blocks stand inside one another below `node`, functions inside it left out."""
    deepest = so_far
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _APART):
            is_elif = isinstance(node, ast.If) and node.orelse == [child]
            is_block = isinstance(child, _BLOCKS) and not (is_elif and isinstance(child, ast.If))
            deepest = max(deepest, depth(child, so_far + is_block))
    return deepest


def faults(path: str, source: str) -> Iterator[str]:
    """What is too large in one file, as lines for an editor to jump to."""
    lines = source.count("\n")
    if lines > MOST_FILE_LINES:
        yield f"{path}:1: {lines} lines; split it by topic, {MOST_FILE_LINES} are the most"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        size = (node.end_lineno or node.lineno) - node.lineno + 1
        if size > MOST_FUNCTION_LINES:
            yield f"{path}:{node.lineno}: {node.name} has {size} lines of {MOST_FUNCTION_LINES}"
        if (found := depth(node)) > MOST_DEPTH:
            yield f"{path}:{node.lineno}: {node.name} is nested {found} deep of {MOST_DEPTH}"


def main() -> int:
    """Print every fault; 1 where there is one."""
    found = [
        fault
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "versions" not in path.parts
        for fault in faults(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
