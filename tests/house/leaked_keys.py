"""Keys that lie in the tree: detect-secrets' detectors of known kinds, and our own settings.

Its detectors of entropy and of words like "password" are left out: they find made-up ones of
tests by the hundred, and nobody reads a list like that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[2]
_LEFT_OUT = {
    "Base64 High Entropy String", "Hex High Entropy String", "Secret Keyword", "Public IP (ipv4)",
}  # fmt: skip
# Looked at and made up: file, kind.
MADE_UP = {
    ("bot/store/record.py", "Basic Auth Credentials"),  # "user:password@host", how to write one
    ("docs/running.md", "Basic Auth Credentials"),  # the same
    ("tests/carrier/twilio_messages_calls.json", "Twilio API Key"),  # in Twilio's own examples
    ("tests/conftest.py", "Twilio API Key"),  # AC0…01
    ("tests/store/test_record.py", "Basic Auth Credentials"),
    ("tests/web/conftest.py", "Twilio API Key"),  # AC0…01
}
_NOT_TEXT = {".png", ".npz", ".svg", ".po", ".mo", ".ico", ".xlsx", ".ods", ".xls", ".bin"}
_LOCKS = {"requirements.txt", "requirements-dev.txt"}  # nothing but names and hashes
_OURS = re.compile(
    r"\b(CLARION_SECRET_KEY|CLARION_DATA_KEY|TWILIO_AUTH_TOKEN|TWILIO_API_SECRET)"
    r"\s*=\s*[\"']?([A-Za-z0-9+/_-]{24,}={0,2})"
)


def tracked() -> list[str]:
    """Files of the tree, as git knows them; those not yet added among them. Of a copy without git:
    all that lie there, hidden folders left out."""
    if not (ROOT / ".git").exists():
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return [str(path) for path in found if not path.parts[0].startswith(".")]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def look(names: Iterable[str], root: Path = ROOT) -> Iterator[str]:
    """Each key found: file, line and kind. Never the key."""
    kinds = get_mapping_from_secret_type_to_class()
    plugins = [{"name": one.__name__} for kind, one in kinds.items() if kind not in _LEFT_OUT]
    with transient_settings({"plugins_used": plugins}):
        for name in names:
            yield from _look_into(name, root)


def _look_into(name: str, root: Path) -> Iterator[str]:
    if Path(name).name == ".env":
        yield f"{name}: settings with keys do not belong in the tree"
    found = SecretsCollection(root=str(root))
    found.scan_file(name)
    for _, one in found:
        if (name, one.type) not in MADE_UP:
            yield f"{name}:{one.line_number}: {one.type}"
    text = (root / name).read_text(encoding="utf-8", errors="ignore")
    for match in _OURS.finditer(text):
        if len(set(match[2])) > 12:  # fewer were typed: "test-token-test-token"
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[1]}"


def _look_at(names: list[str]) -> list[str]:
    return list(look(names))


def main() -> int:
    """Say what was found. 1 where there is a key."""
    names = [
        name for name in tracked()
        if Path(name).suffix not in _NOT_TEXT and Path(name).name not in _LOCKS
    ]  # fmt: skip
    parts = [names[start::4] for start in range(4)]
    with ProcessPoolExecutor(2) as pool:
        found = sorted(one for part in pool.map(_look_at, parts) for one in part)
    for one in found:
        print(one)  # noqa: T201 - a command of the house
    print(f"{len(names)} files looked at for keys, {len(found)} found.")  # noqa: T201 - as above
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
