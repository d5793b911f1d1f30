"""
Everything that is stored has the number of its form, and a form that changes without a new number is caught.

Where one changes: raise its `FORM`, have its `as_now` read the form before, put a dump of a store of the new form beside
the others, and then its shape here.
"""

import hashlib
import json
import sqlite3
import types
import typing
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState
from wes_rules.errors import StoreCorrupt
from wes_rules.running.delivering.delivery import Activity
from wes_rules.running.reading.supplied import Supplied

FORMS = sorted((Path(__file__).parent / "forms").glob("*.sql"))
# The column that each is kept in; of marks those whose name begins so.
WHERE = {
    LastTold: ("told FROM told", "told FROM members"),
    AlertState: ("state FROM alerts",),
    Acknowledgement: ("acknowledgement FROM acknowledgements",),
    Silence: ("silence FROM silences",),
    Message: ("message FROM outbox",),
    Activity: ("value FROM marks WHERE name LIKE 'awake/%'",),
    Supplied: ("value FROM marks WHERE name LIKE 'supplied/%'",),
}
SHAPES = {
    (LastTold, 7): "c537e1ebd1f9cea3",
    (AlertState, 1): "677180066af7ba21",
    (Acknowledgement, 1): "5f1b819661948215",
    (Silence, 1): "923f6820ff1bb192",
    (Message, 7): "6d31ddf452d60639",
    (Activity, 1): "c9dc2449a2cc396a",
    (Supplied, 1): "192411acd3acfc5d",
}


def shape_of(cls, seen=()):
    """The names and types of everything that is written of a class, down to the last."""
    hints = typing.get_type_hints(cls)
    fields = [(one.name, hints[one.name]) for one in attrs.fields(cls) if one.init]
    return {
        name: [str(hint), *(shape_of(one, (*seen, cls)) for one in classes_in(hint, seen))] for name, hint in fields
    }


def classes_in(hint, seen):
    """The classes of a type that are written field by field; one with a number of its own keeps its own shape."""
    if isinstance(hint, type) and attrs.has(hint) and hint not in seen:
        return [hint] if not hasattr(hint, "FORM") else []
    return [found for one in typing.get_args(hint) for found in classes_in(one, seen) if one is not types.NoneType]


def digest(cls):
    return hashlib.sha256(json.dumps(shape_of(cls), sort_keys=True).encode()).hexdigest()[:16]


def kept(cls):
    """Each entry of a class in the dumps, as it was written."""
    for form in FORMS:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(form.read_text())
            for where in WHERE[cls]:
                yield from (json.loads(text) for (text,) in connection.execute(f"SELECT {where}"))


@pytest.mark.parametrize("cls", WHERE)
def test_the_form_of_what_is_stored_changes_with_its_number_alone(cls):
    assert digest(cls) == SHAPES.get((cls, cls.FORM)), (
        f"the form of {cls.__name__} has changed: raise its FORM, have as_now read the form before it, add a dump, and"
        f" keep the new shape here"
    )


@pytest.mark.parametrize("cls", WHERE)
def test_there_is_a_dump_of_each_form(cls):
    found = {one.get("form", 1) if isinstance(one, dict) else 1 for one in kept(cls)}
    assert found == set(range(1, cls.FORM + 1))


@pytest.mark.parametrize("cls", [one for one in WHERE if one is not Supplied])
def test_an_entry_says_its_form_and_one_of_a_later_version_is_named_as_such(cls):
    raw = next(iter(kept(cls)))
    written = json.loads(wire.dump(wire.load(cls, json.dumps(raw))))
    assert written["form"] == cls.FORM
    with pytest.raises(StoreCorrupt, match=f"it is of form {cls.FORM + 1}") as caught:
        wire.load(cls, json.dumps({**written, "form": cls.FORM + 1}))
    assert caught.value.problems[0].remedy == "install the newer wes-rules that wrote it"
    with pytest.raises(StoreCorrupt, match="it is of form 0"):
        wire.load(cls, json.dumps({**written, "form": 0}))


@attrs.frozen
class Inner:
    known: int


@attrs.frozen
class Outer:
    inner: tuple[Inner, ...] = ()


@attrs.frozen
class Deeper(Inner):
    more: str = ""


@attrs.frozen
class Wider:
    inner: tuple[Deeper, ...] = ()


def test_a_field_more_at_any_depth_is_another_shape():
    assert digest(Outer) != digest(Wider)
    assert digest(Inner) != digest(Deeper)
