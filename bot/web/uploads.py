"""Files that organizers send: limited in size, kept in memory, never on disk unsealed."""

from __future__ import annotations

import io
from typing import IO

from flask import Flask, Request, request
from flask_login import current_user

from bot.imports.files import MAX_BYTES

_TAKES_FILES = frozenset({"imports.bring"})
_FORM_ROOM = 256 * 1024  # of the fields beside the file


class PageRequest(Request):
    """A request whose files stay in memory: Werkzeug writes large ones to the disk in clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def configure(app: Flask) -> None:
    """Let signed-in organizers send files. Comes before whatever reads a form."""
    app.request_class = PageRequest
    app.before_request(_make_room)


def _make_room() -> None:
    """More than a form's size only where a file is expected, from somebody who is signed in."""
    if request.endpoint in _TAKES_FILES and current_user.is_authenticated:
        request.max_content_length = MAX_BYTES + _FORM_ROOM
