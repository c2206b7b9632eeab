"""Passkeys as a second factor (WebAuthn), beside the codes of an authenticator app.

The library does the ceremony; here is what ours asks of it: a name of plain words, the key's own
lock where it has one, and that a role which needs a second factor keeps one.
https://www.w3.org/TR/webauthn-2/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_security import UserMixin, WebAuthnDeleteForm, WebauthnUtil, current_user
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.web.doors import services
from bot.web.words import gettext as _

MOST_LETTERS = 40
SETTINGS = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_RP_NAME": "Clarion",
    "SECURITY_WAN_REGISTER_URL": "/passkeys",
    "SECURITY_WAN_SIGNIN_URL": "/passkey",
    "SECURITY_WAN_DELETE_URL": "/passkeys/remove",
    "SECURITY_WAN_POST_REGISTER_VIEW": ".wan_register",
    "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": False,
    "SECURITY_WAN_ALLOW_USER_HINTS": True,
    "SECURITY_WAN_ALLOW_AS_VERIFY": None,
}


class Passkeys(WebauthnUtil):
    """What this site asks of a passkey."""

    def origin(self) -> str:
        """The address the world knows us by; only where none is set, the one that was asked."""
        known = urlsplit(services().settings.public_url)
        return f"{known.scheme}://{known.netloc}" if known.netloc else request.host_url.rstrip("/")

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """Any key: of a phone or computer, or a stick; unlocked by its person where it can be."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        """The password has come before: the key's own lock is asked for and not insisted on."""
        return UserVerificationRequirement.PREFERRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """A name of a key: a message where it is none, else the name."""
        name = " ".join(value.split())
        is_plain = all(char.isalnum() or char in " -_.'’" for char in name)
        if not name or len(name) > MOST_LETTERS or not is_plain:
            return _("Name it in a few plain words, like: my phone."), None
        return None, name


class RemoveForm(WebAuthnDeleteForm):
    """Taking a passkey off. The last factor of somebody whose role needs one stays."""

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        others = current_user.tf_primary_method or len(current_user.webauthn) > 1
        if current_user.needs_second_factor and not others:
            said = _(
                "Your role takes a second factor, and this is the only one. Add another first."
            )
            self.name.errors = [said]
            return False
        return True
