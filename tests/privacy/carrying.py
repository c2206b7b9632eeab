"""The carrier of a week, and what hangs on it: texts go out and come in over HTTP, statuses
are told, and a service of the coalition's is asked by a flow."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from bot.clarion import Clarion
from bot.sending import outbox
from tests.factories import rows
from tests.simulator_process import Simulator

FLOWS = Path(__file__).parents[2] / "flows"
# What the carrier does with some who were walked through flows (tests/privacy/test_canaries.py).
FATES = {
    "landline": ["+13125551002"], "unreachable": ["+13125551003"], "opted_out": ["+13125551004"],
}  # fmt: skip
_HOOKED = """\
flow: hooked
about: Ask a service of ours.
keywords: {en: [hooked], es: [anclado]}
steps:
  words:
    say: {en: "What shall we ask them?", es: "Dinos tu pregunta."}
    ask:
      kind: text
      save: asked
      go: look
  look:
    say: {en: "One moment.", es: "Un momento."}
    do: webhook.post
    with: {hook: crm, asked: "{asked}"}
    then: {ok: found, failed: lost}
    go: lost
  found:
    say: {en: "They say: {webhook.answer}.", es: "Dicen: {webhook.answer}."}
  lost:
    say: {en: "We could not look that up.", es: "No lo encontramos."}
"""


def hooked_campaign(folder: Path) -> Path:
    """The shipped campaign, and a flow that asks a service."""
    made = folder / "flows"
    shutil.copytree(FLOWS, made)
    (made / "hooked.yaml").write_text(_HOOKED, encoding="utf-8")
    return made


@contextmanager
def listening(app: Flask, port: int) -> Iterator[None]:
    """Serve this very app on a port of loopback, so that the carrier reaches it."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def send_all(clarion: Clarion) -> None:
    """What the workers do: every text that is due goes to the carrier."""
    outbox.send_due(clarion)
    for (broadcast_id,) in rows(clarion, "SELECT id FROM broadcast WHERE state = 'sending'"):
        outbox.drain(clarion, broadcast_id)


def came_in(simulator: Simulator, words: list[str]) -> None:
    """Texts that come by the carrier's webhook."""
    for number, body in enumerate(words):
        answer = simulator.inbound(f"+1917555{3000 + number}", body, wait=True)
        assert answer.get("status") == 200, answer
