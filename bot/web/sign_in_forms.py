"""The forms that passwords and codes are typed into: so many tries at a time, failures noted."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, request
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
)
from flask_security.mail_util import EmailValidateException, MailUtil

from bot.errors import InputError
from bot.organizers.organizers import clean_email
from bot.store.organizers import organizers as rows
from bot.web import meters
from bot.web.sign_in_limits import SignInLimits
from bot.web.words import gettext as _
from bot.web.words import mark

_TOO_OFTEN = mark("Too many tries. Wait fifteen minutes, or ask an admin for a one-time link.")


def limits() -> SignInLimits:
    """The sign-in limits of this process, from within a request."""
    return cast(SignInLimits, current_app.extensions["sign_in_limits"])


def device_cookie_name() -> str:
    """What a browser that has signed in before is known by."""
    return str(current_app.config["SESSION_COOKIE_NAME"]) + "-device"


def note(organizer_id: int | None, act: str, detail: dict[str, Any]) -> None:
    """A line in the audit about an organizer's way in; None for an account that is none."""
    store = current_app.extensions["security"].datastore
    rows.note(store.db.session, None, act, "organizer", organizer_id, detail)
    store.commit()


class NoMail(MailUtil):
    """Clarion sends no e-mail: an address is a name, and a one-time link does what mail would."""

    def normalize(self, email: str) -> str:
        try:
            return clean_email(email)
        except InputError as error:
            raise EmailValidateException(str(error)) from None

    validate = normalize

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        return None


class SignInForm(LoginForm):
    """E-mail and password. A session never outlives its hours, so nothing is remembered."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        email, device = self.email.data or "", request.cookies.get(device_cookie_name(), "")
        address = request.remote_addr or ""
        if not limits().may_try(email, address, device):
            meters.count_sign_in("limited")
            self.form_errors.append(_(_TOO_OFTEN))
            if limits().is_news(email):
                note(_id_of(email), "sign_in_limited", {})
            return False
        if not super().validate(**kwargs):
            meters.count_sign_in("wrong")
            note(_id_of(email), "sign_in_failed", {"by": "password"})
            return False
        limits().forget(email, address, device)
        return True


def _id_of(email: str) -> int | None:
    try:
        address = clean_email(email)
    except InputError:
        return None
    found = current_app.extensions["security"].datastore.find_user(email=address)
    return found.id if found else None


class PasswordAgainForm(VerifyForm):
    """The password, asked for once more before something that a thief of a session must not do."""

    def validate(self, **kwargs: Any) -> bool:
        return _guarded(self.user.id, self.password, "password", super().validate, kwargs)


class NewPasswordForm(ChangePasswordForm):
    """A new password, and the one until now where there is one."""

    def validate(self, **kwargs: Any) -> bool:
        if not current_user.password:
            return bool(super().validate(**kwargs))
        if not limits().may_try_code(current_user.id):
            self.password.errors = [_(_TOO_OFTEN)]
            return False
        is_right = bool(super().validate(**kwargs))
        if self.password.errors:
            note(current_user.id, "sign_in_failed", {"by": "password"})
        else:
            limits().forget_codes(current_user.id)
        return is_right


class CodeForm(TwoFactorVerifyCodeForm):
    """A code of the second factor."""

    def validate(self, **kwargs: Any) -> bool:
        if self.user is None:
            return bool(super().validate(**kwargs))
        what = "new code" if self.is_setup else "code"
        return _guarded(self.user.id, self.code, what, super().validate, kwargs)


class RecoveryForm(MfRecoveryForm):
    """A recovery code instead of one of the second factor: the same few tries."""

    def validate(self, **kwargs: Any) -> bool:
        if self.user is None:
            return bool(super().validate(**kwargs))
        return _guarded(self.user.id, self.code, "recovery code", super().validate, kwargs)


def _guarded(
    organizer_id: int, field: Any, what: str, validate: Any, kwargs: dict[str, Any]
) -> bool:
    """Validate, if tries are left; say so in the field if not. Failures are noted."""
    if not limits().may_try_code(organizer_id):
        meters.count_sign_in("limited")
        field.errors = [_(_TOO_OFTEN)]
        return False
    if not validate(**kwargs):
        note(organizer_id, "sign_in_failed", {"by": what})
        return False
    limits().forget_codes(organizer_id)
    return True
