"""Segments as SQL: a condition over `contact c`, with every value a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.errors import InputError
from bot.sentences import say
from bot.store.segments import event_conditions
from bot.store.segments.conditions import (
    Age,
    All,
    Answered,
    Both,
    Compare,
    Either,
    Flag,
    Named,
    Near,
    NearEvent,
    Node,
    Not,
    Received,
)

# A message of a broadcast counts as received once the carrier took it.
_TAKEN = "('accepted', 'sent', 'delivered', 'undelivered')"
_WORDS: Mapping[str, str] = {
    "lang": "c.lang {op} lower({value})",
    "zip": "c.zip {op} {value}",
    "state": "c.state {op} upper({value})",
    "city": "lower(c.city) {op} lower({value})",
    "source": "lower(c.source) {op} lower({value})",
    "code": "c.code {op} upper({value})",
    "tag": "c.tags @> ARRAY[lower({value})]::varchar[]",
    "zone": "{value} = ANY(c.zones)",
    "flow": "EXISTS (SELECT 1 FROM message m WHERE m.contact_id = c.id AND m.kind <> 'inbound'"
    " AND (m.flow = lower({value}) OR m.flow || '/' || m.step = lower({value})))",
    "chapter": "(SELECT slug FROM chapter h WHERE h.id = c.chapter_id) {op} lower({value})",
    "dj.lang": "EXISTS (SELECT 1 FROM dj WHERE contact_id = c.id AND lower({value}) = ANY(langs))",
}
# What is sealed, by its keyed digest.
_SEALED: Mapping[str, str] = {
    "dj.market": "(SELECT market_key FROM dj WHERE contact_id = c.id)",
    "dj.station": "(SELECT station_key FROM dj WHERE contact_id = c.id)",
}
_SETS = frozenset({"tag", "zone", "dj.lang", "flow"})
_INSTANTS: Mapping[str, str] = {
    "joined": "c.opted_in_at",
    "last_seen": "(SELECT last_inbound_at FROM session s WHERE s.contact_id = c.id)",
}
_FLAGS: Mapping[str, str] = {
    "dj": "EXISTS (SELECT 1 FROM dj WHERE contact_id = c.id AND state = 'approved')",
    "known_zip": "c.zip IS NOT NULL",
    "never_texted": "NOT EXISTS (SELECT 1 FROM message m WHERE m.contact_id = c.id"  # noqa: S608 - constants
    f" AND m.kind <> 'inbound' AND m.state IN {_TAKEN})",
    "in_conversation": "EXISTS (SELECT 1 FROM session s WHERE s.contact_id = c.id"
    " AND s.flow IS NOT NULL)",
}
_COUNTS: Mapping[str, str] = {
    "broadcasts": "(SELECT count(*) FROM message m WHERE m.contact_id = c.id"  # noqa: S608 - constants
    f" AND m.kind = 'broadcast' AND m.state IN {_TAKEN})",
    "reports": "(SELECT coalesce(sum(r.count), 0) FROM counted_report r WHERE r.contact_id = c.id"
    " AND (r.kind = {name} OR (r.kind = 'tallied' AND {name} = 'called')))",
    "events": event_conditions.COUNT,
    "came": event_conditions.CAME,
    "led": event_conditions.LED,
}
# People who brought so many: looked up once for all, since one look for each person of a million
# takes seconds. By the codes of those who became part of them, too.
_BROUGHT = """c.id {is_in} (SELECT w.id FROM (
        SELECT substr(source, 6) AS code, count(*) AS people FROM contact
        WHERE starts_with(source, 'code:') GROUP BY 1) b
    JOIN (SELECT id, code FROM contact UNION ALL SELECT kept_id, code FROM merged_contact) w
        ON w.code = b.code
    GROUP BY w.id HAVING {negated} sum(b.people) {op} {value})"""
_NONE_TOO: Mapping[str, Callable[[int], bool]] = {
    "=": lambda n: n == 0, "!=": lambda n: n != 0, "<": lambda n: n > 0,
    "<=": lambda n: n >= 0, ">": lambda n: n < 0, ">=": lambda n: n <= 0,
}  # fmt: skip
# A day is the person's own, from their midnight to the next.
_LOCAL_DAY = "({at} AT TIME ZONE coalesce(c.zones[1], 'UTC'))::date"
_MAX_CONDITIONS = 1000
_MAX_DEPTH = 120
# An age grows as the instant gets older, so its comparison turns round.
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "<>"}


class _Compiler:
    def __init__(
        self,
        connection: Connection[Any],
        now: datetime,
        read: Callable[[str], Node],
        near: Callable[[str, float], Sequence[str]],
        answer_keys: Callable[[str, str], Sequence[int]],
        field_keys: Callable[[str, object], Sequence[int]],
    ) -> None:
        self._connection = connection
        self._read = read
        self._near = near
        self._answer_keys = answer_keys
        self._field_keys = field_keys
        self._now = now
        self._open_names: list[str] = []
        self._depth = 0
        self._count = 0
        self.parameters: dict[str, Any] = {}

    def sql(self, node: Node) -> str:
        self._count += 1
        self._depth += 1
        # Kept segments that use each other twice and twice again grow without an end.
        if self._count > _MAX_CONDITIONS or self._depth > _MAX_DEPTH:
            raise InputError(
                say("The segment asks for too much at once; use fewer kept segments in it."),
                "segment",
            )
        compile_one: Callable[[Any], str] = _NODES[type(node)].__get__(self)
        found = compile_one(node)
        self._depth -= 1
        return found

    def hold(self, value: Any) -> str:
        """Keep a value as a parameter; its place in the SQL."""
        name = f"s{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def all(self, _node: All) -> str:
        return "true"

    def negated(self, node: Not) -> str:
        # A condition on something unknown is not true, so its opposite is.
        return f"(({self.sql(node.node)}) IS NOT TRUE)"

    def both(self, node: Both) -> str:
        return "(" + " AND ".join(self.sql(part) for part in node.nodes) + ")"

    def either(self, node: Either) -> str:
        return "(" + " OR ".join(self.sql(part) for part in node.nodes) + ")"

    def compare(self, node: Compare) -> str:
        if node.field in event_conditions.FIELDS:
            asked = event_conditions.compile_event(self._connection, node, self._now, self.hold)
            return f"({asked})"
        head, _, name = node.field.partition(".")
        if head == "field" or node.field in _SEALED:
            return self._sealed(node, name)
        value = self.hold(node.value)
        if node.field in _INSTANTS:
            day = _LOCAL_DAY.format(at=_INSTANTS[node.field])
            return f"({day} {_op(node)} {value}::date)"
        if head == "brought":
            return self._brought(node, value)
        if head in _COUNTS:
            counted = _COUNTS[head].format(name=self.hold(name) if name else "")
            return f"({counted} {_op(node)} {value})"
        pattern = _WORDS[node.field]
        is_unlike = node.comparison == "!="
        if node.field in _SETS:
            found = pattern.format(value=f"{value}::text")
            return f"(NOT ({found}))" if is_unlike else f"({found})"
        op = "IS DISTINCT FROM" if is_unlike else "="
        return f"({pattern.format(op=op, value=f'{value}::text')})"

    def _brought(self, node: Compare, value: str) -> str:
        """Who brought nobody is in no row, so where that fits, all but those whom it does not."""
        is_none_too = _NONE_TOO[node.comparison](int(str(node.value)))
        ways = ("NOT IN", "NOT") if is_none_too else ("IN", "")
        is_in, negated = ways
        return f"({_BROUGHT.format(is_in=is_in, negated=negated, op=_op(node), value=value)})"

    def _sealed(self, node: Compare, name: str) -> str:
        keys = self.hold(list(self._field_keys(node.field, node.value)))
        kept = _SEALED.get(node.field) or f"(c.field_keys ->> {self.hold(name)}::text)::bigint"
        return (
            f"({kept} = ANY({keys}::bigint[]) IS {'NOT ' if node.comparison == '!=' else ''}TRUE)"
        )

    def age(self, node: Age) -> str:
        edge = self.hold(self._now - timedelta(seconds=node.age_s))
        return f"({_INSTANTS[node.field]} {_TURNED[node.comparison]} {edge})"

    def flag(self, node: Flag) -> str:
        return f"({_FLAGS[node.field]})"

    def near(self, node: Near) -> str:
        return f"(c.zip = ANY({self.hold(list(node.zips))}::text[]))"

    def near_event(self, node: NearEvent) -> str:
        action = event_conditions.find_action(self._connection, node.code, "near")
        if action.zip is None:
            raise InputError(say("Action %(code)s has no ZIP.", code=action.code), "segment")
        zips = self._near(action.zip, node.miles)
        return f"(c.zip = ANY({self.hold(list(zips))}::text[]))"

    def received(self, node: Received) -> str:
        rows = self._connection.execute(
            "SELECT id FROM broadcast WHERE lower(title) = lower(%s) OR id::text = %s",
            [node.broadcast, node.broadcast.removeprefix("#")],
        ).fetchall()
        if not rows:
            raise InputError(
                say(
                    "There is no broadcast “%(title)s”; use its title or number.",
                    title=node.broadcast,
                ),
                "segment",
            )
        ids = self.hold([row[0] for row in rows])
        return (
            "(EXISTS (SELECT 1 FROM message m WHERE m.contact_id = c.id"  # noqa: S608 - constants
            f" AND m.broadcast_id = ANY({ids}::bigint[]) AND m.kind = 'broadcast'"
            f" AND m.state IN {_TAKEN}))"
        )

    def answered(self, node: Answered) -> str:
        asked = f"a.contact_id = c.id AND a.flow = {self.hold(node.flow)}::text"
        if node.step:
            asked += f" AND a.step = {self.hold(node.step)}::text"
        if node.value:
            choice = self.hold(node.value.lower())
            keys = self.hold(list(self._answer_keys(node.flow, node.value)))
            asked += f" AND (a.choice = {choice}::text OR a.value_key = ANY({keys}::bigint[]))"
        return f"(EXISTS (SELECT 1 FROM answer a WHERE {asked}))"  # noqa: S608 - parameters

    def named(self, node: Named) -> str:
        name = node.name.lower()
        if name in self._open_names:
            raise InputError(
                say("The segment “%(name)s” asks for itself.", name=node.name), "segment"
            )
        row = self._connection.execute(
            "SELECT query FROM named_segment WHERE lower(name) = lower(%s)", [node.name]
        ).fetchone()
        if row is None:
            raise InputError(
                say("There is no segment named “%(name)s”.", name=node.name), "segment"
            )
        self._open_names.append(name)
        found = self.sql(self._read(row[0]))
        self._open_names.pop()
        return f"({found})"


def _op(node: Compare) -> str:
    return "<>" if node.comparison == "!=" else node.comparison


_NODES: Mapping[type, Any] = {
    All: _Compiler.all,
    Not: _Compiler.negated,
    Both: _Compiler.both,
    Either: _Compiler.either,
    Compare: _Compiler.compare,
    Age: _Compiler.age,
    Flag: _Compiler.flag,
    Near: _Compiler.near,
    NearEvent: _Compiler.near_event,
    Received: _Compiler.received,
    Answered: _Compiler.answered,
    Named: _Compiler.named,
}


def to_sql(
    connection: Connection[Any],
    node: Node,
    now: datetime,
    read: Callable[[str], Node],
    near: Callable[[str, float], Sequence[str]],
    answer_keys: Callable[[str, str], Sequence[int]],
    field_keys: Callable[[str, object], Sequence[int]],
) -> tuple[str, dict[str, Any]]:
    """The condition over `contact c` and its named parameters (s0, s1, …).

    `read` reads the text of a named segment, `near` finds the ZIPs within so many miles of one,
    `answer_keys` gives what a value that was answered in a flow is found by, `field_keys` what a
    sealed value of a person is.
    Raises: InputError for a broadcast, an action or a named segment that does not exist.
    """
    compiler = _Compiler(connection, now, read, near, answer_keys, field_keys)
    return compiler.sql(node), compiler.parameters
