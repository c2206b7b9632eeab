"""Flask-Security, set up for organizers: passwords, a second factor, sessions, CSRF.

https://flask-security.readthedocs.io/en/stable/configuration.html
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask_login import user_logged_out
from flask_security import (
    Security,
    password_changed,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from bot.clarion import Clarion
from bot.clock import wall_time
from bot.config import Settings
from bot.config.keys import KeyUse
from bot.organizers import letting_in, one_time_codes
from bot.store.organizers import organizers as rows
from bot.web import meters, passkeys, second_factor
from bot.web import sign_in_forms as forms
from bot.web.doors import services
from bot.web.filters import moment
from bot.web.passwords import Passwords
from bot.web.sign_in_forms import limits as limits
from bot.web.sign_in_limits import DEVICE_LASTS_S, SignInLimits
from bot.web.tally import tally_of
from bot.web.words import gettext as _

# Before somebody's factors, roles or lists are touched, their password is asked for if it was
# typed longer ago than this (ASVS 5.0, 7.5.1).
PASSWORD_LASTS = timedelta(minutes=5)


def is_https(settings: Settings) -> bool:
    """Whether the world reaches us over https."""
    return settings.public_url.startswith("https://")


def configure(app: Flask, clarion: Clarion) -> None:
    """Sign-in for this app, under /console."""
    app.config.update(_settings(clarion.settings))
    app.before_request(_end_old_session)  # before anything asks who is signed in
    CSRFProtect(app)
    store, scoped = rows.user_store(clarion.record)
    app.extensions["sign_in_limits"] = SignInLimits(
        tally_of(clarion),
        clarion.settings.key_for(KeyUse.COUNTS),
        clarion.settings.key_for(KeyUse.KNOWN_DEVICE),
    )
    _Security(
        app,
        store,
        login_form=forms.SignInForm,
        verify_form=forms.PasswordAgainForm,
        change_password_form=forms.NewPasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_delete_form=passkeys.RemoveForm,
        webauthn_util_cls=passkeys.Passkeys,
        mail_util_cls=forms.NoMail,
        password_util_cls=Passwords,
        totp_cls=second_factor.codes_that_work_once(
            lambda organizer_id, step: _spend_code(store, organizer_id, step)
        ),
    ).reauthn_handler(_ask_again)
    app.teardown_appcontext(lambda _error: scoped.remove())
    user_authenticated.connect(_on_sign_in, app)
    user_logged_out.connect(_on_sign_out, app)
    password_changed.connect(_on_password, app)
    tf_profile_changed.connect(_on_second_factor, app)
    wan_registered.connect(_on_passkey, app)
    wan_deleted.connect(_on_passkey_removed, app)


def _spend_code(store: Any, organizer_id: int, step: int) -> bool:
    """A code that was looked at is spent, whatever else fails."""
    is_first = rows.spend_code(store.db.session, organizer_id, step)
    store.commit()
    return is_first


def _session_settings(settings: Settings) -> dict[str, Any]:
    https = is_https(settings)
    # A __Host- cookie can be neither set nor overwritten by a sister site (RFC 6265bis, 4.1.3).
    prefix = "__Host-" if https else ""
    return {
        "SECRET_KEY": settings.key_for(KeyUse.SESSION),
        "WTF_CSRF_SECRET_KEY": settings.key_for(KeyUse.CSRF),
        "SESSION_COOKIE_NAME": f"{prefix}clarion",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        **_session_settings(settings),
        **passkeys.SETTINGS,
        "SECURITY_URL_PREFIX": "/console",
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_POST_LOGIN_VIEW": "/console/",
        "SECURITY_POST_LOGOUT_VIEW": "/console/sign-in",
        "SECURITY_POST_CHANGE_VIEW": "/console/",
        "SECURITY_POST_VERIFY_VIEW": "/console/",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH": "argon2",
        # argon2 salts by itself; a pepper from SECRET_KEY would lock all out when that is rotated.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": second_factor.WINDOW_S,
        "SECURITY_FRESHNESS": PASSWORD_LASTS,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": second_factor.recovery_keys(settings),
        "SECURITY_TOTP_ISSUER": "Clarion",
        "SECURITY_TOTP_SECRETS": one_time_codes.totp_secrets(settings),
        "SECURITY_DATETIME_FACTORY": wall_time,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CACHE_CONTROL": None,  # bot/web/headers.py says it for all of the console
    }


class _Security(Security):
    """Flask-Security, without two packages it asks for: segno draws codes, and the names of
    passkeys are cleaned in bot/web/passkeys.py."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        if module in ("qrcode", "nh3"):
            return True
        return super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


def _end_old_session() -> None:
    """A session ends so many hours after its sign-in, also one that is used all the time."""
    lasts_s = current_app.config["PERMANENT_SESSION_LIFETIME"].total_seconds()
    began = session.get("began_at", 0)
    if "_user_id" in session and wall_time().timestamp() - began > lasts_s:
        session.clear()


def _ask_again(_within: timedelta, _grace: timedelta) -> AnyResponse:
    """Ask for the password again, and come back to the page; a form has to be sent once more."""
    here = request.full_path.rstrip("?") if request.method == "GET" else _page_of_form()
    flash(_("Type your password once more. Then go on where you were."), "info")
    return redirect(url_for("security.verify", next=here))


def _page_of_form() -> str:
    """The page that a form was on, if it is one of ours; else the first one."""
    came = urlsplit(request.referrer or "")
    is_ours = came.netloc == request.host and came.path.startswith("/console/")
    return came.path if is_ours else url_for("console.home")


def _on_sign_in(app: Flask, user: rows.Organizer, authn_via: list[str], **_extra: Any) -> None:
    """A new session: nothing of the anonymous one is kept, and the browser becomes known."""
    meters.count_sign_in("ok")
    session.permanent = True
    session["began_at"] = wall_time().timestamp()
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
    for made in letting_in.made_since(services(), user.id, user.last_login_at):
        flash(
            _(
                "%(who)s made a link that signs in as you, on %(at)s. If you did not ask for it, "
                "change your password and tell another admin.",
                who=made.by,
                at=moment(made.at),
            ),
            "warning",
        )
    if "link" not in (authn_via or []):
        user.login_count = (user.login_count or 0) + 1
        user.last_login_at = wall_time()
    store = app.extensions["security"].datastore
    rows.note(store.db.session, user.id, "signed_in", "organizer", user.id, {"by": authn_via})
    store.commit()
    email = user.email

    @after_this_request
    def _remember_device(response: Response) -> Response:
        response.set_cookie(
            forms.device_cookie_name(),
            limits().device_cookie(email),
            max_age=DEVICE_LASTS_S,
            secure=app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _on_sign_out(app: Flask, user: rows.Organizer, **_extra: Any) -> None:
    """Signing out ends every session of this organizer, also of a cookie that was copied."""
    store = app.extensions["security"].datastore
    user.fs_uniquifier = uuid.uuid4().hex
    rows.note(store.db.session, user.id, "signed_out", "organizer", user.id, {})
    store.commit()

    @after_this_request
    def _forget(response: Response) -> Response:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'  # pages of people (ASVS 14.3.1)
        return response


def _on_password(app: Flask, user: rows.Organizer, **_extra: Any) -> None:
    """A new password: noted, so that its owner can see one they did not set."""
    _note(app, user, "password_changed", {})


def _on_second_factor(app: Flask, user: rows.Organizer, method: str | None, **_extra: Any) -> None:
    """A second factor was set up, changed or taken off."""
    _note(app, user, "second_factor_changed", {"is_on": method is not None})


def _on_passkey(app: Flask, user: rows.Organizer, **_extra: Any) -> None:
    _note(app, user, "passkey_added", {})


def _on_passkey_removed(app: Flask, user: rows.Organizer, **_extra: Any) -> None:
    _note(app, user, "passkey_removed", {})


def _note(app: Flask, user: rows.Organizer, act: str, detail: dict[str, Any]) -> None:
    store = app.extensions["security"].datastore
    rows.note(store.db.session, user.id, act, "organizer", user.id, detail)
    store.commit()
