"""The program as one aiohttp application: Twilio's API, the control API and the page."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from aiohttp import web
from pydantic import ValidationError

from bot.simulator.api import MessagesApi, check_credentials
from bot.simulator.carrier import Carrier
from bot.simulator.control import Control, WrongCallError, describe_validation
from bot.simulator.delivery import Delivery
from bot.simulator.forms import json_response
from bot.simulator.inbound import Inbound
from bot.simulator.lookups import PREFIX as LOOKUPS
from bot.simulator.lookups import Lookups
from bot.simulator.mishaps import BadGatewayError, CutOffError, bad_gateway
from bot.simulator.numbers_api import NumbersApi
from bot.simulator.page import Page
from bot.simulator.refusals import Refused
from bot.simulator.voice.api import CallsApi
from bot.simulator.voice.control import CallControl
from bot.simulator.voice.switchboard import Switchboard
from bot.simulator.webhooks import Webhooks

log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def build_app(carrier: Carrier, host: str) -> web.Application:
    """The application around a carrier. Deliveries run while it runs."""
    app = web.Application(middlewares=[_answer_errors(carrier, host)], client_max_size=8 << 20)
    webhooks = Webhooks(carrier.account.auth_token)
    delivery = Delivery(carrier, webhooks)
    inbound = Inbound(carrier, webhooks, delivery)
    switchboard = Switchboard(carrier, webhooks)
    control = Control(carrier, delivery, inbound, switchboard.forget)
    calls = CallControl(carrier, switchboard)
    page = Page(carrier)
    apis = (
        MessagesApi(carrier, delivery),
        CallsApi(carrier, switchboard),
        NumbersApi(carrier),
        Lookups(carrier),
    )
    for part in (*apis, calls, control, page):
        app.add_routes(part.routes())
    app.add_routes([web.get("/healthz", _healthz)])

    async def run(_: web.Application) -> AsyncIterator[None]:
        async with webhooks, delivery, switchboard:
            yield
            inbound.cancel()

    app.cleanup_ctx.append(run)
    return app


async def _healthz(request: web.Request) -> web.StreamResponse:
    return json_response({"status": "ok"})


def _answer_errors(carrier: Carrier, host: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Check who calls, and turn what goes wrong into Twilio's or the control API's JSON."""
    hosts = _LOOPBACK | {host}

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        is_api = request.path.startswith(("/2010-04-01/", LOOKUPS))
        try:
            if is_api and request.match_info.get("account") and "media" not in request.match_info:
                check_credentials(carrier, request)
            elif not is_api:
                _check_origin(request, hosts)
            return await handler(request)
        except Refused as refused:
            headers = (
                {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refused.status == 401 else {}
            )
            answer = json_response(refused.as_json(), refused.status)
            answer.headers.update(headers)
            return answer
        except (BadGatewayError, CutOffError) as error:
            return bad_gateway() if isinstance(error, BadGatewayError) else web.Response(status=444)
        except WrongCallError as error:
            return json_response({"error": str(error)}, 400)
        except ValidationError as error:
            return json_response({"error": describe_validation(error)}, 400)
        except web.HTTPException as error:
            return _http_error(request, error, is_api)
        except Exception as error:
            _log_bug(error)
            return json_response(Refused(20500).as_json(), 500)

    return middleware


def _http_error(request: web.Request, error: web.HTTPException, is_api: bool) -> web.StreamResponse:
    if error.status < 400:
        raise error
    if is_api:
        refused = Refused(20404, request.path)
        return json_response(refused.as_json(), refused.status)
    return json_response({"error": error.reason}, error.status)


def _log_bug(error: Exception) -> None:
    """One line that says where, without the words or numbers a traceback may show."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    log.error("bug", error=type(error).__name__, where=where)


def _check_origin(request: web.Request, hosts: frozenset[str]) -> None:
    """Keep other web pages out: a browser may steer this carrier only from its own page."""
    host = request.url.host or ""
    if host not in hosts and "0.0.0.0" not in hosts:  # noqa: S104  # compared, not bound
        raise web.HTTPForbidden(reason="Ask for this under 127.0.0.1 or localhost.")
    origin = request.headers.get("Origin")
    if origin and origin != f"http://{request.host}":
        raise web.HTTPForbidden(reason="Another page may not steer the simulator.")
