"""Waits until everything answers, and says in plain words what to do first."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from collections.abc import Callable

from bot.engine import Campaign
from bot.errors import NotFound, ServiceError
from bot.machine.given import Machine
from bot.machine.processes import Supervisor
from bot.machine.terminal import Terminal

_POLL_S = 0.05
_PATIENCE_S = 120.0
_FIRST_ORGANIZER = "olga@example.org"


def when_ready(
    machine: Machine,
    campaign: Campaign,
    supervisor: Supervisor,
    terminal: Terminal,
    began: float,
    then: Callable[[], None],
) -> None:
    """Print the welcome as soon as web and simulator are ready, without keeping anyone waiting.

    `began` is when the start began, by the monotonic clock. `then` is called in the main thread.
    """

    def wait() -> None:
        link = _sign_in_link(machine, terminal)
        failure = _wait_for_doors(machine, began + _PATIENCE_S)
        if failure is not None:
            supervisor.call(lambda: supervisor.stop(failure))
            return
        supervisor.call(then)
        if not terminal.say(text(machine, campaign, link, time.monotonic() - began)):
            supervisor.call(supervisor.stop)

    threading.Thread(target=wait, daemon=True).start()


def _wait_for_doors(machine: Machine, deadline: float) -> ServiceError | None:
    doors = [f"{machine.web_url}/readyz"]
    if machine.has_simulator:
        doors.append(f"{machine.simulator_url}/healthz")
    for door in doors:
        if said := _wait_for(door, deadline):
            return ServiceError(f"{door} is not ready after {_PATIENCE_S:.0f} s: {said}")
    return None


def _wait_for(url: str, deadline: float) -> str:
    """ "" when the address answers 200; what it said last, when time is up."""
    said = "no answer"
    while time.monotonic() < deadline:
        status, said = _ask(url)
        if status == http.client.OK:
            return ""
        time.sleep(_POLL_S)
    return said


def _ask(url: str) -> tuple[int, str]:
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, f"{answer.status} {answer.read(300).decode('utf-8', 'replace')}"
    except (OSError, http.client.HTTPException):
        return 0, "no answer"
    finally:
        connection.close()


def _sign_in_link(machine: Machine, terminal: Terminal) -> str:
    """A link that signs the first organizer in, once; "" if it cannot be made."""
    try:
        from bot.web import sign_in

        return sign_in.one_time_link(machine.settings, _FIRST_ORGANIZER)
    except NotFound:
        return ""  # there are organizers, and this is none of them
    except Exception as error:  # whatever it is, it must not keep the welcome back
        terminal.show("clarion", f"No sign-in link could be made ({type(error).__name__}).")
        return ""


def _first_words(campaign: Campaign) -> str:
    """What to type first, in the campaign's own words: how one joins, then MENU."""
    from bot.engine.acting import JOIN

    flow = campaign.flows.get(JOIN)
    words = [listed[0].upper() for listed in flow.keywords.values() if listed] if flow else []
    joined = " or ".join(dict.fromkeys(words))
    return f"Type {joined} first, then MENU." if joined else "Type MENU first."


def text(machine: Machine, campaign: Campaign, link: str, seconds: float) -> str:
    """The welcome: where to text, where to sign in, what to type first, how to stop."""
    console = f"{machine.web_url}/console"
    lines = ["", f"Clarion is ready, after {seconds:.1f} s.", ""]
    if machine.has_simulator:
        lines += [
            f"  Text it      {machine.simulator_url}",
            "               Phones in a web page. No text leaves this machine.",
            f"               {_first_words(campaign)}",
        ]
    else:
        lines += [
            f"  Text it      {machine.settings.twilio_from or 'your Messaging Service'}",
            f"               These are real texts to real phones. {_first_words(campaign)}",
            f"               Twilio must reach {machine.settings.public_url}/twilio/sms;",
            "               check with: .venv/bin/clarion doctor",
        ]
    if link:
        lines += [f"  Organizers   {link}", "               It works once, within 15 minutes."]
        lines += [f"               Later: {console}"]
    else:
        lines += [f"  Organizers   {console}"]
        lines += ["               A new link: .venv/bin/clarion organizers link EMAIL"]
    lines += ["  Stop         Ctrl-C. Everything is kept.", ""]
    return "\n".join(lines)
