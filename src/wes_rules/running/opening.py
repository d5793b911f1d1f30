"""Finding and opening the store of a run, which several plans may share."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import attrs

from wes_rules.alerts.records import AlertState
from wes_rules.counting import counted, some_of
from wes_rules.errors import Problem, StoreError, StoreMissing, WesRulesError
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins
from wes_rules.plugins.store import Ledger, Store, StoreType
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import last_day
from wes_rules.running.options import Options
from wes_rules.stores.sqlite_session import SqliteStore, set_up
from wes_rules.stores.versions import make_tables


def store_address(text: str) -> tuple[str, str]:
    """Return the scheme of a store's address, and the address; a plain path is an SQLite file."""
    scheme, colon, _ = text.partition(":")
    # One letter before a colon is a drive, and no scheme has a slash in it.
    if colon and len(scheme) > 1 and re.fullmatch(r"[\w.+-]+", scheme):
        return scheme.partition("+")[0], text
    return "sqlite", f"sqlite:{Path(text).absolute()}"


def need_no_store(kind: StoreType, address: str, context: Context) -> None:
    """Refuse to preview a first run if there has been one."""
    try:
        store = kind.open(address, context)
    except StoreMissing:
        return
    store.close()
    raise StoreError(Problem("there is a store already", "leave --init out"))


def opened(kind: StoreType, address: str, context: Context, *, dry_run: bool) -> Store:
    """Open a store; without one, tell a dry run how to preview a first run."""
    try:
        return kind.open(address, context)
    except StoreMissing as error:
        if not dry_run:
            raise
        also = "or see with --init --dry-run what a first run would tell: it writes nothing"
        raise StoreMissing([attrs.evolve(one, remedy=f"{one.remedy}; {also}") for one in error.problems]) from None


@contextmanager
def scratch_store() -> Iterator[Store]:
    """Make an empty store in memory, which is gone afterwards."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    set_up(connection)
    with closing(SqliteStore(Path("scratch"), connection)) as store:
        with store.write() as session:
            make_tables(store, session)
        yield store


@contextmanager
def store_of_run(options: Options, plugins: Plugins, context: Context) -> Iterator[Store]:
    """
    Open the store of a run: the requested one, or a temporary one to preview a first run.

    If a first run fails, the store that was made for it is removed.
    """
    scheme, address = store_address(options.store)
    kind = plugins.store(scheme)
    if options.init and options.dry_run:
        need_no_store(kind, address, context)
        with scratch_store() as store:
            yield store
        return
    if options.init:
        kind.init(address, context)
    try:
        with closing(opened(kind, address, context, dry_run=options.dry_run)) as store:
            yield store
    except BaseException:
        # Ctrl-C in a first run leaves nothing behind either.
        if options.init:
            with suppress(WesRulesError):
                kind.discard(address, context)
        raise


# Beyond this many, measures are counted rather than named.
_MOST_NAMED = 4


def notes_on_others(session: Ledger, plan: Plan, *, accepted: bool) -> tuple[str, ...]:
    """
    Note, before a plan's first run, that its store has alerts of other plans.

    Raises:
        StoreError: Another plan has open alerts of the same measures and areas, so this is probably that plan under a
            new id: everything would be told as new, and nobody would hear of the old ones again.
    """
    if accepted or last_day(session, plan.id):
        return ()
    others = [one for one in session.alert_states() if one.plan != plan.id]
    if not others:
        return ()
    measures = {(one.id, one.area) for one in plan.measures}
    shared = [one for one in others if one.open and (one.measure, one.area) in measures]
    if shared:
        what = f"the store has {_alerts(shared)} of plan {_plans(shared)}, and {quoted(plan.id)} is new to it"
        remedy = (
            "if the plan was renamed, set its id back; if it is another plan, give it another store, or confirm with"
            " --accept-plan that all of it is told as new"
        )
        raise StoreError(Problem(what, remedy))
    note = f"the store has alerts of plan {_plans(others)} and none of {quoted(plan.id)}; if the plan was renamed, set its id back"
    return (f"{note}: under a new one all of it is told as new, and nothing more is told of the old alerts",)


def _alerts(found: Sequence[AlertState]) -> str:
    names = list(dict.fromkeys(one.measure for one in found))
    return f"{counted(len(found), 'open alert')} of the same measures ({some_of(names, _MOST_NAMED)})"


def _plans(found: Sequence[AlertState]) -> str:
    return " and ".join(f"{quoted(one)}" for one in dict.fromkeys(one.plan for one in found))
