"""Flask-Security, set up for organizers: passwords, a second factor, sessions, CSRF.

https://flask-security.readthedocs.io/en/stable/configuration.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any, cast

import segno
from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask_login import user_logged_out
from flask_security import (
    LoginForm,
    Security,
    TwoFactorVerifyCodeForm,
    password_changed,
    tf_profile_changed,
    user_authenticated,
)
from flask_security.mail_util import EmailValidateException, MailUtil
from flask_security.totp import Totp
from flask_wtf import CSRFProtect
from passlib.totp import TOTP, AppWallet  # type: ignore[import-untyped]

from bot.clarion import Clarion
from bot.clock import wall_time
from bot.config import Settings
from bot.config.keys import KeyUse
from bot.errors import InputError
from bot.organizers.organizers import clean_email
from bot.store.organizers import organizers as rows
from bot.web import meters
from bot.web.sign_in_limits import DEVICE_LASTS_S, SignInLimits
from bot.web.tally import tally_of
from bot.web.words import gettext as _
from bot.web.words import mark

SESSION_LASTS = timedelta(hours=12)
_TOO_OFTEN = mark("Too many tries. Wait fifteen minutes, or ask an admin for a one-time link.")


def is_https(settings: Settings) -> bool:
    """Whether the world reaches us over https."""
    return settings.public_url.startswith("https://")


def configure(app: Flask, clarion: Clarion) -> None:
    """Sign-in for this app, under /console."""
    app.config.update(_settings(clarion.settings))
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
        login_form=_LoginForm,
        two_factor_verify_code_form=_CodeForm,
        mail_util_cls=_NoMail,
        totp_cls=_Totp,
    )
    app.teardown_appcontext(lambda _error: scoped.remove())
    user_authenticated.connect(_on_sign_in, app)
    user_logged_out.connect(_on_sign_out, app)
    password_changed.connect(_on_password, app)
    tf_profile_changed.connect(_on_second_factor, app)


def limits() -> SignInLimits:
    """The sign-in limits of this process, from within a request."""
    return cast(SignInLimits, current_app.extensions["sign_in_limits"])


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
        "PERMANENT_SESSION_LIFETIME": SESSION_LASTS,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        **_session_settings(settings),
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
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": _recovery_keys(settings),
        "SECURITY_TOTP_ISSUER": "Clarion",
        "SECURITY_TOTP_SECRETS": _totp_secrets(settings),
        "SECURITY_DATETIME_FACTORY": wall_time,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CACHE_CONTROL": None,  # bot/web/headers.py says it for all of the console
    }


def _recovery_keys(settings: Settings) -> list[bytes]:
    """Fernet keys that seal recovery codes, newest first: one per data key."""
    return [
        base64.urlsafe_b64encode(hmac.digest(key, b"clarion:recovery codes", "sha256"))
        for key in settings.data_keys
    ]


def _totp_secrets(settings: Settings) -> dict[str, str]:
    """What seals the authenticators' secrets, by fingerprint, newest first: one per data key."""
    secrets = {}
    for key in settings.data_keys:
        secret = hmac.new(key, b"clarion:totp", hashlib.sha256).hexdigest()
        secrets[hashlib.sha256(secret.encode()).hexdigest()[:8]] = secret
    return secrets


class _Security(Security):
    """Flask-Security, whose check for the qrcode package we do not need: segno draws the code."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        if module == "qrcode":
            return True
        return super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


class _NoMail(MailUtil):
    """Clarion sends no e-mail: an address is a name, and a one-time link does what mail would."""

    def normalize(self, email: str) -> str:
        try:
            return clean_email(email)
        except InputError as error:
            raise EmailValidateException(str(error)) from None

    validate = normalize

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Totp(Totp):
    """Codes of an authenticator app, each of which works once.

    After a rotation of the data keys the newest seals and all of them open.
    """

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        wallet = AppWallet(secrets, default_tag=next(iter(secrets)))
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        if not super().verify_totp(token, totp_secret, user, window):
            return False
        return limits().is_first_use(user.id, g.pop("totp_counter", 0))

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        g.totp_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        return str(segno.make(self.get_totp_uri(username, totp)).svg_data_uri(scale=5, border=2))


class _LoginForm(LoginForm):
    """E-mail and password, so many tries at a time. A session never outlives its twelve hours."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        email, device = self.email.data or "", request.cookies.get(_device_cookie_name(), "")
        address = request.remote_addr or ""
        if not limits().may_try(email, address, device):
            meters.count_sign_in("limited")
            self.form_errors.append(_(_TOO_OFTEN))
            return False
        if not super().validate(**kwargs):
            meters.count_sign_in("wrong")
            return False
        limits().forget(email, address, device)
        return True


class _CodeForm(TwoFactorVerifyCodeForm):
    """A code of the second factor, so many tries at a time."""

    def validate(self, **kwargs: Any) -> bool:
        if self.user is not None and not limits().may_try_code(self.user.id):
            meters.count_sign_in("limited")
            self.code.errors = [_(_TOO_OFTEN)]
            return False
        return bool(super().validate(**kwargs))


def _device_cookie_name() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"]) + "-device"


def _on_sign_in(app: Flask, user: rows.Organizer, authn_via: list[str], **_extra: Any) -> None:
    """A new session: nothing of the anonymous one is kept, and the browser becomes known."""
    meters.count_sign_in("ok")
    session.permanent = True
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
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
            _device_cookie_name(),
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


def _on_password(app: Flask, user: rows.Organizer, **_extra: Any) -> None:
    """A new password: noted, so that its owner can see one they did not set."""
    _note(app, user, "password_changed", {})


def _on_second_factor(app: Flask, user: rows.Organizer, method: str | None, **_extra: Any) -> None:
    """A second factor was set up, changed or taken off."""
    _note(app, user, "second_factor_changed", {"is_on": method is not None})


def _note(app: Flask, user: rows.Organizer, act: str, detail: dict[str, Any]) -> None:
    store = app.extensions["security"].datastore
    rows.note(store.db.session, user.id, act, "organizer", user.id, detail)
    store.commit()
