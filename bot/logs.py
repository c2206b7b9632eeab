"""Logs: one JSON object a line, ids only.

A last processor looks for what must never be in a log (a phone number, a body) and blots it out,
so that a careless call cannot leak (texting-facts 7.6).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.clock import wall_time
from bot.config import Settings

# A number as carriers and people write it. Ids are ints and are left alone; digits inside hex
# SIDs are not preceded by + or a word boundary with separators.
_NUMBER = re.compile(r"\+\d{7,15}|(?<![\w-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])")
# Keys that would carry a body, a name or an address if somebody passed one.
_FORBIDDEN = frozenset({"body", "text", "from", "to", "sender", "number", "name", "form"})


class _StandardError:
    """Standard error as it is when a line is written: a capture may have replaced it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


_STANDARD_ERROR: Any = _StandardError()


def blot_out(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace anything that looks like a phone number, and whole values under forbidden keys."""
    for key, value in event.items():
        if key in _FORBIDDEN:
            event[key] = "[not logged]"
        elif isinstance(value, str):
            event[key] = _NUMBER.sub("[number]", value)
    return event


def set_up_logs(settings: Settings) -> None:
    """Send every log, the libraries' included, through one pipeline to standard error."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _dated,
        _tracebacks_without_values,
        blot_out,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(sort_keys=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=_STANDARD_ERROR),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_STANDARD_ERROR)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))


def _dated(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """By the clock that everything else goes by, also where a trial has moved it."""
    event["timestamp"] = wall_time().isoformat().replace("+00:00", "Z")
    return event


def _tracebacks_without_values(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep where an error came from, not what was in it: messages of libraries quote values."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        frames = []
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["error"] = type(error).__name__
        event["at"] = frames[-4:]
    return event
