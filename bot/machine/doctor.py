"""Looks at everything Clarion stands on, from the settings to the webhook at Twilio.

Its one rule: it changes nothing, and each finding says what to do.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import redis

from bot.config import Settings, load_settings, variable_of
from bot.environment import is_private, read_env_file
from bot.errors import CarrierError, CarrierRefused, ClarionError, RecordAway
from bot.machine import voice_check
from bot.texting.counting import counted

_MOST_ASIDE = 1000
_OLDEST_POSTGRES, _OLDEST_REDIS = 14, (6, 2)
_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` is what to do about it, "" when it is well."""

    subject: str
    is_well: bool
    what: str
    mend: str = ""

    def as_dict(self) -> dict[str, str | bool]:
        """For JSON."""
        return asdict(self)


def examine() -> Iterator[Finding]:
    """Look at one thing after the other, each as soon as it is asked for. Raises nothing of
    ClarionError; settings that cannot be read end it early, since the rest needs them.
    """
    yield from _env_file(Path(".env"))
    try:
        settings = load_settings()
    except ClarionError as error:
        for line in str(error).splitlines():
            yield Finding("settings", False, line, "All settings: docs/running.md.")
        return
    yield Finding("settings", True, f"complete, for {settings.environment}")
    for look in _LOOKS:
        yield from look(settings)


def _env_file(path: Path) -> Iterator[Finding]:
    try:
        names = read_env_file(path)
    except ClarionError as error:
        yield Finding(".env", False, str(error), "Mend the line, then run this again.")
        return
    if not names:
        return
    if not is_private(path):
        yield Finding(".env", False, "others on this machine can read it", "chmod 600 .env")
    known = {variable_of(field) for field in Settings.model_fields}
    ours = {name for name in {*names, *os.environ} if name.startswith(("CLARION_", "TWILIO_"))}
    for name in sorted(ours - known):
        yield Finding(
            ".env", False, f"{name} is no setting", "Is it misspelt? See docs/running.md."
        )


_SUPERUSER = Finding(
    "PostgreSQL user",
    False,
    "is a superuser: whoever gets hold of the bot could rewrite the audit",
    "Give it a user of its own: docs/running.md, PostgreSQL and Redis of your own.",
)


def _postgres(settings: Settings) -> Iterator[Finding]:
    from bot.store import migrate, set_aside
    from bot.store.record import Record

    url = settings.database_url.get_secret_value()
    if not url:
        yield Finding(
            "PostgreSQL",
            False,
            "DATABASE_URL is not set, and no `clarion up` is running in this folder",
            "Start `make run`, or set DATABASE_URL.",
        )
        return
    record = Record(url, pool_size=1, application="clarion doctor")
    try:
        with record.transaction() as connection:
            version = connection.info.server_version // 10000
            is_superuser = connection.execute("SHOW is_superuser").fetchone() == ("on",)
        at, head = migrate.current(url), migrate.head()
        aside = 0
        if at == head:
            with record.transaction() as connection:
                aside = len(set_aside.listed(connection, _MOST_ASIDE))
    except RecordAway:
        yield Finding(
            "PostgreSQL", False, "does not answer", "Is it running? Is DATABASE_URL right?"
        )
        return
    finally:
        record.dispose()
    yield Finding(
        "PostgreSQL",
        version >= _OLDEST_POSTGRES,
        f"version {version}",
        "" if version >= _OLDEST_POSTGRES else f"Clarion needs {_OLDEST_POSTGRES} or newer.",
    )
    if is_superuser and settings.environment == "production":
        yield _SUPERUSER
    mend = "" if at == head else "Run: clarion migrate"
    yield Finding("schema", at == head, f"at {at or 'nothing'}, newest is {head}", mend)
    if aside:
        rows = counted(aside, "row", "rows")
        yield Finding("rows", False, f"{rows} set aside; the rest goes on", "See: clarion aside")


def _stops(settings: Settings) -> Iterator[Finding]:
    from bot.machine import stops_check

    if found := stops_check.look(settings):
        yield Finding("stops", *found)


def _redis(settings: Settings) -> Iterator[Finding]:
    url = settings.redis_url.get_secret_value()
    if not url:
        yield Finding("Redis", False, "REDIS_URL is not set", "Start `make run`, or set REDIS_URL.")
        return
    try:
        with redis.Redis.from_url(url, socket_timeout=_TIMEOUT_S) as client:
            told = client.info()
    except (redis.RedisError, ValueError, OSError):
        yield Finding("Redis", False, "does not answer", "Is it running? Is REDIS_URL right?")
        return
    version = str(told.get("valkey_version") or told.get("redis_version", "0.0"))
    is_new = tuple(int(part) for part in version.split(".")[:2]) >= _OLDEST_REDIS
    name = "Valkey" if "valkey_version" in told else "Redis"
    yield Finding(name, is_new, f"version {version}", "" if is_new else "Use 6.2 or newer.")
    policy = str(told.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        yield Finding(
            "Redis",
            False,
            f"drops keys when it is full (maxmemory-policy {policy})",
            "Set maxmemory-policy to noeviction: a dropped wake-up makes work wait.",
        )


def _campaign(settings: Settings) -> Iterator[Finding]:
    from bot.machine.campaign_check import check_today, count

    problems = check_today(settings.campaign, is_production=settings.environment == "production")
    errors, warnings = count(problems)
    if not errors:
        many = counted(warnings, "warning", "warnings")
        mend = "They are listed by: clarion check" if warnings else ""
        yield Finding("campaign", True, f"{settings.campaign} can run, {many}", mend)
        yield _texting_hours(settings)
        return
    first = next(problem for problem in problems if problem.severity == "error")
    yield Finding(
        "campaign",
        False,
        f"{counted(errors, 'error', 'errors')}; the first: {first}",
        "All of them: clarion check",
    )


def _texting_hours(settings: Settings) -> Finding:
    from bot.campaign import load
    from bot.campaign.texting_hours import DAYS
    from bot.texting.hours import hours_of

    if settings.is_simulated and settings.ignore_texting_hours:
        return Finding("texting hours", True, "none, for the simulator: every hour is allowed")
    own = load(settings.campaign).texting_hours
    shown = [
        f"{day} {span[0]:%H:%M}-{span[1]:%H:%M}" if span else f"{day} closed"
        for day, span in zip(DAYS, hours_of(own).general, strict=True)
    ]
    whose = "the campaign's" if own.is_own else "the house's (bot/texting/hours.yaml)"
    return Finding(
        "texting hours", True, f"{whose}: {', '.join(shown)}; less where a state says so"
    )


def _rules(settings: Settings) -> Iterator[Finding]:
    from bot.clock import wall_time
    from bot.texting import rules

    found = rules.fault(wall_time().date(), settings.most_a_day)
    if found is not None:
        yield Finding("rules", False, *found)
        return
    known = rules.read()
    signed = "signed by counsel" if known.by_counsel else "no lawyer has signed them"
    yield Finding("rules", True, f"states and caps were reviewed on {known.reviewed_on}; {signed}")


def _carrier(settings: Settings) -> Iterator[Finding]:
    from bot.carrier import connect

    carrier = connect(settings)
    name = "simulator" if settings.is_simulated else "Twilio"
    try:
        status = carrier.account()
    except CarrierRefused as error:
        yield Finding(
            name,
            False,
            f"refuses the credentials (error {error.code})",
            "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (or the API key) with Twilio's "
            "console.",
        )
        return
    except CarrierError as error:
        yield Finding(
            name, False, str(error), f"Is {settings.twilio_api_base_url} reachable from here?"
        )
        return
    is_active = status == "active"
    mend = "" if is_active else "Open Twilio's console: it says what the account needs."
    yield Finding(name, is_active, f"the account is {status}", mend)
    numbers = carrier.numbers()
    yield from _webhook(settings, {n.number: f"{n.sms_method} {n.sms_url}" for n in numbers})
    yield from (Finding(*found) for found in voice_check.look(settings, numbers))


def _webhook(settings: Settings, webhooks: dict[str, str]) -> Iterator[Finding]:
    """Whether our number's texts come to us. The part after # is Twilio's own and is left out."""
    wanted = f"{settings.public_url}/twilio/sms"
    if settings.twilio_messaging_service_sid:
        yield Finding(
            "webhook",
            True,
            f"the Messaging Service must send texts to {wanted}",
            "Look in Twilio's console: Messaging, Services, Integration.",
        )
        return
    number = settings.twilio_from
    if number not in webhooks:
        yield Finding(
            "webhook",
            False,
            f"TWILIO_FROM is none of the account's {len(webhooks)} numbers",
            "Put one of the account's numbers there, in the form +12025550100.",
        )
        return
    found = webhooks[number].partition("#")[0]
    is_ours = found == f"POST {wanted}"
    yield Finding(
        "webhook",
        is_ours,
        f"texts go to {found}",
        ""
        if is_ours
        else f"Set it to POST {wanted}#ct=2000&rt=4000&rc=3&rp=all (docs/running.md).",
    )


def _public_address(settings: Settings) -> Iterator[Finding]:
    address = f"{settings.public_url}/healthz"
    if not settings.public_url:
        yield Finding("address", False, "PUBLIC_URL is not set", "Set it to your https:// address.")
        return
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_S) as answer:  # noqa: S310 -- http(s), checked by Settings
            is_well = answer.status == 200 and answer.geturl() == address
            what = f"{address} answers {answer.status}"
            if answer.geturl() != address:
                what += f" after a redirect to {answer.geturl()}"
    except urllib.error.HTTPError as error:
        is_well, what = False, f"{address} answers {error.code}"
    except (OSError, ValueError) as error:
        is_well, what = False, f"{address} does not answer ({getattr(error, 'reason', error)})"
    mend = "" if is_well else "PUBLIC_URL must lead to the web server, with no redirect."
    yield Finding("address", is_well, what, mend)


_LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _postgres,
    _stops,
    _redis,
    _campaign,
    _rules,
    _public_address,
    _carrier,
)
