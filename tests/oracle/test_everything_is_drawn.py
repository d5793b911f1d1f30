"""Every kind and every field of a plan file that bears on a verdict is drawn by some world, found from the schema of plan files."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator

import attrs
from tests.oracle import adapter
from tests.oracle.drawing import world_of
from tests.oracle.rules_drawn import KINDS_DRAWN
from tests.oracle.worlds import World

import wes_rules as w
from wes_rules.planfiles.schema import plan_schema
from wes_rules.plugins import load_plugins

WORLDS = 6_000
# The tables of a plan file that a verdict may hang on.
ROOMS = ("Measure", "CalendarTable", "AreaSet", "EndedArea", "OwnUnit")
# What a class is called in plan files.
CALLED = {"Calendar": "CalendarTable"}
NAMED = {"lag_months": "lag", "lag_days": "lag"}
# Fields that no verdict hangs on, and why.
WORDS = "what people read, or how it is sorted"
AHEAD = "the outlook, which never changes a status"
TRAVEL = "the direction of travel, which never changes a status"
NO_VERDICT = {
    **dict.fromkeys(
        ("id", "title", "owner", "objective", "theme", "text", "labels", "source", "name", "symbol"), WORDS
    ),
    **dict.fromkeys(("symbol_place", "author", "reason", "successors", "inferred", "readings", "published"), WORDS),
    **dict.fromkeys(("outlook_method", "outlook_figures", "outlook_limit"), AHEAD),
    **dict.fromkeys(("direction_against", "unchanged_within", "unchanged_within_in"), TRAVEL),
    **dict.fromkeys(
        ("exceeded_by", "exceeded_by_in", "exceeded_by_edge"), "what is kept is exceeded, too, which changes no status"
    ),
    "values": "how a file is read",
    **dict.fromkeys(("phrase", "used", "others"), WORDS),
}
# What no plan may say, and why.
REFUSED = {
    "ChangeSince.figures_in = rank": "a change of ranks is no rank",
    "Rate.figures_in = rank": "a place is nothing to count",
    "Rate.population_in = rank": "a place is nothing to count",
    **{
        f"RankImprovement.{name}": "a place has no percentage"
        for share in ("met_within_in", "tolerance_in")
        for name in (share, f"{share} = percent-of-target", f"versions.{share}")
    },
}


def wanted() -> set[str]:
    """Every field, with each of its choices, of the tables of a plan file that a verdict may hang on."""
    schema = plan_schema(load_plugins([]))["$defs"]
    said = {one for room in reached(schema) for one in fields_of(room, schema[room])}
    return said - REFUSED.keys()


def reached(schema: dict) -> set[str]:
    """The tables that a measure and what it is judged with are made of."""
    found, open_ = set(), [*ROOMS]
    while open_:
        room = open_.pop()
        if room not in found:
            found.add(room)
            open_ += [one.removeprefix("#/$defs/") for one in refs(schema[room])]
    return found - {"rule", "number"}


def refs(schema: object) -> Iterator[str]:
    match schema:
        case {"$ref": one}:
            yield one
        case dict():
            yield from itertools.chain.from_iterable(map(refs, schema.values()))
        case list():
            yield from itertools.chain.from_iterable(map(refs, schema))


def fields_of(room: str, schema: dict) -> Iterator[str]:
    for name, field in schema["properties"].items():
        if name in NO_VERDICT or "const" in field:
            continue
        choices = [one for given in (field, *field.get("anyOf", ())) for one in given.get("enum", ())]
        yield f"{room}.{name}"
        yield from (f"{room}.{name} = {one}" for one in choices)
        changes = field.get("items", {}).get("properties", {}) if name == "versions" else {}
        yield from (f"{room}.versions.{one}" for one in changes if one not in NO_VERDICT)


def drawn(value: object, room: str = "") -> Iterator[str]:
    """Every field of a value, and of the values in it, that says something."""
    if isinstance(value, tuple | list | frozenset):
        yield from itertools.chain.from_iterable(drawn(one, room) for one in value)
    elif isinstance(value, w.Version):
        yield from (f"{room}.versions.{name}" for name in ("starting", *dict(value.changes)))
        if value.agreed != value.starting.start:
            yield f"{room}.versions.agreed"
    elif attrs.has(type(value)) and type(value).__module__.startswith("wes_rules"):
        room = CALLED.get(type(value).__name__, type(value).__name__)
        for field in attrs.fields(type(value)):
            said, name = getattr(value, field.name), NAMED.get(field.name, field.name)
            if isinstance(said, str):
                yield f"{room}.{name} = {said.value if isinstance(said, enum.Enum) else said}"
            if said != field.default and said is not None:
                yield f"{room}.{name}"
                yield from drawn(said, room)


def told(world: World) -> set[str]:
    try:
        made = (adapter.measure(world), *adapter.area_sets(world), *adapter.ended_areas(world))
        return set(drawn(made))
    except w.DefinitionError:
        return set()


def test_every_field_that_bears_on_a_verdict_is_drawn_by_some_world():
    missing = wanted()
    kinds = sorted(set(KINDS_DRAWN))
    for seed in range(WORLDS):
        missing -= told(world_of(seed, (kinds[seed % len(kinds)],)))
        if not missing:
            break
    assert not missing, "no world says " + ", ".join(sorted(missing))
