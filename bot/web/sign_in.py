"""Links that sign an organizer in once, without a password: for the first time, and for lost ones.

A link is signed, lasts fifteen minutes and names how often its organizer had signed in when it was
made; the sign-in that it makes raises that count, so it works once, also when two people try.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.config import Settings
from bot.config.keys import KeyUse
from bot.errors import InputError, NotFound
from bot.organizers import organizers
from bot.sentences import say
from bot.store.organizers import organizers as rows
from bot.store.record import Record

LINK_LASTS_S = 15 * 60
LINK_SALT = "clarion one-time link"


def one_time_link(
    settings: Settings,
    email: str,
    *,
    made_by: int | None = None,
    forget_second_factor: bool = False,
) -> str:
    """A link that signs this organizer in once, within fifteen minutes.

    In development the first organizer is made on the way, as an admin.
    `made_by` is the organizer who asks for it in the console: whoever comes in by it approves
    nothing that they wrote (bot/broadcasts/approvals.py). `forget_second_factor` takes a lost
    authenticator off the account.
    Raises: NotFound (no such organizer), InputError (no address), RecordAway.
    """
    record = Record(settings.database_url.get_secret_value(), pool_size=1)
    try:
        if settings.environment == "development" and not organizers.has_any(record):
            organizers.ensure(record, email)
        token = _token(
            settings, record, organizers.clean_email(email), made_by, forget_second_factor
        )
    finally:
        record.dispose()
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{base}/console/link?{urlencode({'token': token})}"


def _token(
    settings: Settings, record: Record, email: str, made_by: int | None, forget_second_factor: bool
) -> str:
    with record.session() as session:
        found = rows.find(session, email)
        if found is None:
            raise NotFound(
                say(
                    "There is no organizer %(email)s. Add them: `clarion organizers "
                    "add %(email)s`.",
                    email=email,
                )
            )
        if forget_second_factor:
            found.tf_primary_method = found.tf_totp_secret = found.mf_recovery_codes = None
            found.factor_due_at = None
            found.webauthn.clear()
            rows.note(session, made_by, "second_factor_forgotten", "organizer", found.id, {})
        rows.note(session, made_by, "link_made", "organizer", found.id, {})
        return _serializer(settings).dumps([found.id, found.login_count or 0, made_by])


def spend(settings: Settings, record: Record, token: str, now: datetime) -> int:
    """The id of the organizer whom this link lets in; the link is spent.

    Raises: InputError, in words for the person who followed it.
    """
    try:
        organizer_id, counted, made_by = _serializer(settings).loads(token, max_age=LINK_LASTS_S)
    except SignatureExpired:
        raise InputError(say("This link has expired: it lasts fifteen minutes.")) from None
    except (BadSignature, ValueError):
        raise InputError(say("This link is not complete. Copy all of it.")) from None
    with record.session() as session:
        if not rows.count_sign_in(session, organizer_id, counted, made_by, now):
            raise InputError(say("This link has been used already."))
        return int(organizer_id)


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.key_for(KeyUse.ONE_TIME_LINK), salt=LINK_SALT)
