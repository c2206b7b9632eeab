"""Whether everybody who stopped is known: with a data key missing, nothing goes out."""

from __future__ import annotations

from bot.config import Settings
from bot.errors import KeyMissing, RecordAway
from bot.people import keyring
from bot.store import migrate
from bot.store.people import suppressions
from bot.store.record import Record
from bot.store.sealing import Sealer
from bot.texting.counting import counted


def look(settings: Settings) -> tuple[bool, str, str] | None:
    """Whether all is well, what was found, and the mend; None where the record cannot be asked."""
    url = settings.database_url.get_secret_value()
    if not url:
        return None
    record = Record(url, pool_size=1, application="clarion doctor")
    try:
        if migrate.current(url) != migrate.head():
            return None
        with record.transaction() as connection:
            keyring.check(Sealer(settings.data_keys), connection)
            count = suppressions.count(connection)
    except KeyMissing as error:
        return False, "nobody knows who stopped; nothing is sent", str(error)
    except RecordAway:
        return None
    finally:
        record.dispose()
    return True, f"{counted(count, 'number', 'numbers')} not to be texted", ""
