"""HTTP going wrong on purpose: before a request is acted on, or after."""

from __future__ import annotations

import asyncio
import socket
import struct

from aiohttp import web

from bot.simulator.carrier import Carrier
from bot.simulator.faults import Action, Fault
from bot.simulator.refusals import Refused

_LONGEST_HOLD_S = 120


async def before(carrier: Carrier, request: web.Request, actions: tuple[Action, ...]) -> None:
    """Act out the faults that come before the request is taken. Raises Refused, or cuts off."""
    for action in actions:
        if action.fault is Fault.DELAY:
            await wait(carrier, action.number / 1000)
        elif action.fault is Fault.TOO_MANY:
            raise Refused(20429)
        elif action.fault is Fault.ERROR_BEFORE:
            raise Refused(20500)
        elif action.fault is Fault.UNAVAILABLE:
            raise Refused(20503)
        elif action.fault is Fault.REFUSE:
            raise Refused(action.number)
        elif action.fault is Fault.RESET:
            reset(request)
        elif action.fault is Fault.TIMEOUT_BEFORE:
            await hold(carrier, request)
        elif action.fault is Fault.HTML_BEFORE:
            raise BadGatewayError


async def after(
    carrier: Carrier, request: web.Request, actions: tuple[Action, ...], answer: web.Response
) -> web.Response:
    """Act out the faults that come once the request was taken, or give the answer."""
    for action in actions:
        if action.fault is Fault.ERROR_AFTER:
            raise Refused(20500)
        if action.fault is Fault.LOST_RESPONSE:
            reset(request)
        if action.fault is Fault.TIMEOUT_AFTER:
            await hold(carrier, request)
        if action.fault is Fault.BAD_JSON:
            return web.Response(text="<html>upstream error", content_type="text/html", status=201)
        if action.fault is Fault.HTML_AFTER:
            raise BadGatewayError
        if action.fault is Fault.TRUNCATED:
            return _truncated(answer)
    return answer


def _truncated(answer: web.Response) -> web.Response:
    text = answer.text or ""
    return web.Response(
        text=text[: len(text) // 2], content_type="application/json", status=answer.status
    )


async def wait(carrier: Carrier, seconds: float) -> None:
    """Wait, or less when the program ends."""
    if seconds > 0:
        try:
            await asyncio.wait_for(carrier.stopping.wait(), seconds)
        except TimeoutError:
            return


async def hold(carrier: Carrier, request: web.Request) -> None:
    """Say nothing until the client gives up, then cut the connection."""
    transport = request.transport
    for _ in range(_LONGEST_HOLD_S * 10):
        if transport is None or transport.is_closing() or carrier.stopping.is_set():
            break
        await wait(carrier, 0.1)
    reset(request)


def reset(request: web.Request) -> None:
    """Cut the connection with a TCP reset. Always raises CutOff."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    raise CutOffError


def bad_gateway() -> web.Response:
    """A proxy's own page, as one stands before many an API."""
    page = "<html><head><title>502 Bad Gateway</title></head></html>"
    return web.Response(text=page, content_type="text/html", status=502)


class BadGatewayError(Exception):
    """A proxy before us answers instead of us."""


class CutOffError(Exception):
    """The connection is gone on purpose; there is nobody to answer."""
