"""`python -m bot.simulator`: the local carrier as a program of its own."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import sys
from pathlib import Path

import click
import structlog
import yaml
from aiohttp import web
from pydantic import ValidationError

from bot.simulator.addresses import read_sender
from bot.simulator.app import build_app
from bot.simulator.carrier import Account, Carrier
from bot.simulator.journal import Journal, JournalUnusableError
from bot.simulator.phones import Phone, load_phones
from bot.simulator.replay import replay

log = structlog.get_logger("bot.simulator")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    envvar="SIMULATOR_PORT",
    show_envvar=True,
    default=8010,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--account-sid",
    envvar="TWILIO_ACCOUNT_SID",
    show_envvar=True,
    required=True,
    help="AC and 32 hex digits.",
)
@click.option(
    "--auth-token",
    envvar="TWILIO_AUTH_TOKEN",
    show_envvar=True,
    required=True,
    help="Signs the webhooks.",
)
@click.option(
    "--api-key", envvar="TWILIO_API_KEY", show_envvar=True, help="Also let in with this key ..."
)
@click.option(
    "--api-secret", envvar="TWILIO_API_SECRET", show_envvar=True, help="... and this secret."
)
@click.option(
    "--from",
    "number",
    envvar="TWILIO_FROM",
    show_envvar=True,
    default="+12025550100",
    show_default=True,
    help="The account's own number.",
)
@click.option(
    "--messaging-service-sid",
    "service_sid",
    envvar="TWILIO_MESSAGING_SERVICE_SID",
    show_envvar=True,
    help="The service that number is in.",
)
@click.option("--webhook", help="Where inbound texts go. Default: PUBLIC_URL + /twilio/sms.")
@click.option("--voice-webhook", help="Where calls go. Default: PUBLIC_URL + /twilio/voice.")
@click.option(
    "--phones",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML list of the phones on the page: name, number, about, lang.",
)
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where texts are remembered. Default: simulator.jsonl in CLARION_DATA_DIR.",
)
@click.option("--no-journal", is_flag=True, help="Remember nothing when the program ends.")
@click.option("--verbose", is_flag=True, help="Log each text and callback too.")
def main(
    host: str,
    port: int,
    account_sid: str,
    auth_token: str,
    api_key: str | None,
    api_secret: str | None,
    number: str,
    service_sid: str | None,
    webhook: str | None,
    voice_webhook: str | None,
    phones: Path | None,
    journal: Path | None,
    no_journal: bool,
    verbose: bool,
) -> None:
    """A local carrier that speaks Twilio's HTTP API, with phones in a web page.

    No text leaves this machine. Logs carry SIDs, never numbers or words.
    """
    _refuse_in_production()
    _set_up_logs(verbose)
    account = _account(account_sid, auth_token, number, service_sid, api_key, api_secret)
    book = None if no_journal else Journal(journal or _data_dir() / "simulator.jsonl")
    carrier = Carrier(account, _cast(phones), book)
    public_url = os.environ.get("PUBLIC_URL", "").rstrip("/")
    hooks = {
        "sms_url": webhook or (public_url and public_url + "/twilio/sms"),
        "voice_url": voice_webhook or (public_url and public_url + "/twilio/voice"),
        "status_callback": public_url and public_url + "/twilio/voice/status",
    }
    try:
        asyncio.run(_serve(carrier, host, port, hooks))
    except JournalUnusableError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(_bind_error(error, host, port)) from None


async def _serve(carrier: Carrier, host: str, port: int, hooks: dict[str, str]) -> None:
    runner = web.AppRunner(
        build_app(carrier, host), access_log=None, shutdown_timeout=0.2, keepalive_timeout=75
    )
    if carrier.journal is not None:
        carrier.journal.open()
        replay(carrier)
    if not len(carrier.ledger):
        carrier.begin()
    _set_hooks(carrier, hooks)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, carrier.stopping.set)
    try:
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        bound = runner.addresses[0][1]
        click.echo(f"simulator listening on http://{_as_url_host(host)}:{bound}")
        sys.stdout.flush()
        log.info("started", port=bound, messages=len(carrier.book))
        await carrier.stopping.wait()
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(runner.cleanup(), 2)
        if carrier.journal is not None:
            carrier.journal.close()
    log.info("stopped", messages=len(carrier.book))


def _set_hooks(carrier: Carrier, hooks: dict[str, str]) -> None:
    """Our number exists; its webhooks are what the command line says, else what they were."""
    given = {name: url for name, url in hooks.items() if url}
    ours = carrier.numbers.find(carrier.account.number)
    if ours is None:
        carrier.numbers.buy(carrier.account.number, carrier.now(), **given)
    elif given:
        carrier.numbers.change(ours.sid, carrier.now(), given)
    carrier.keep_numbers()


def _account(
    sid: str, token: str, number: str, service: str | None, key: str | None, secret: str | None
) -> Account:
    address = read_sender(number)
    if address is None:
        raise click.BadParameter(f"{number} is no phone number.", param_hint="TWILIO_FROM")
    for value, prefix, name in (
        (sid, "AC", "TWILIO_ACCOUNT_SID"),
        (service, "MG", "TWILIO_MESSAGING_SERVICE_SID"),
    ):
        if value and not _is_sid(value, prefix):
            hint = f"It must be {prefix} and 32 hex digits."
            raise click.BadParameter(hint, param_hint=name)
    return Account(sid, token, address, service or None, key or None, secret or None)


def _is_sid(value: str, prefix: str) -> bool:
    digits = value.removeprefix(prefix)
    return (
        value.startswith(prefix)
        and len(digits) == 32
        and all(d in "0123456789abcdefABCDEF" for d in digits)
    )


def _cast(path: Path | None) -> list[Phone]:
    try:
        return load_phones(path)
    except (ValidationError, yaml.YAMLError) as error:
        raise click.BadParameter(f"{path}: {error}", param_hint="--phones") from None


def _refuse_in_production() -> None:
    """Where people are texted, phones in a web page are a way in and a copy of their texts."""
    if os.environ.get("CLARION_ENV") == "production":
        raise click.UsageError(
            "CLARION_ENV is production, where no simulator runs. Scale `simulator` to 0; on a "
            "laptop set CLARION_ENV=development."
        )


def _data_dir() -> Path:
    return Path(os.environ.get("CLARION_DATA_DIR") or ".clarion")


def _bind_error(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. Stop what uses it, or choose another with --port."
    return f"Cannot listen on {host}:{port}: {error.strerror or error}."


def _as_url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _set_up_logs(verbose: bool) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if verbose else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


if __name__ == "__main__":
    main()
