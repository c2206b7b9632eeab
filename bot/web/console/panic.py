"""The panic button, for admins: behind a typed word, and it says what is left where."""

from __future__ import annotations

from flask import render_template, request
from flask_security import current_user

from bot.organizers.rights import Right
from bot.privacy import panic
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _

door = console_door("panic", __name__, "/console/panic")


@door.route("/", methods=["GET", "POST"])
@needs(Right.MANAGE)
@asks_password("POST")
def button() -> str | tuple[str, int]:
    """What it does; with the word typed, it is done, and whoever did it is signed out too."""
    if request.method == "GET":
        return render_template("console/panic.html", word=panic.WORD, done=None, problem="")
    if request.form.get("word", "").strip() != panic.WORD:
        problem = _("Nothing was done: type %(word)s to go on.", word=panic.WORD)
        return render_template(
            "console/panic.html", word=panic.WORD, done=None, problem=problem
        ), 422
    done = panic.panic(services(), current_user.id, erase=bool(request.form.get("erase")))
    return render_template("console/panic.html", word=panic.WORD, done=done, problem="")
