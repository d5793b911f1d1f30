"""The check of a plan for many areas at once."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import Any

from wes_rules.cli.choosing import ENGINES, chosen, counts_as, worst_of
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, note, say, say_json
from wes_rules.cli.progress import Progress
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, told_once
from wes_rules.judging.schema import plain
from wes_rules.judging.status import Answer, Course, Status
from wes_rules.pages.tables import csv_table
from wes_rules.rules.kinds.composites import Advisory
from wes_rules.rules.plan import Plan
from wes_rules.running.many_areas import judge_areas
from wes_rules.values.days import said_day

_COLUMNS = (
    "measure", "title", "area", "period", "status", "due", "course", "settled", "observed", "required_value",
    "margin", "exceeded", "reason",
)  # fmt: skip

_Rows = Sequence[dict[str, Any]]


def check_areas(options: argparse.Namespace) -> Exit:
    """Judge a plan for many areas, and show each verdict, or how many areas have which."""
    if options.format not in ("text", "csv", "json"):
        what = f"--format {options.format} is of the verdicts on one area"
        raise DefinitionError(Problem(what, "with --engine or --areas write --format csv or json"))
    if options.skip_bad_rows:
        raise DefinitionError(Problem("--skip-bad-rows is for one area", "leave it out, or leave --areas out"))
    from wes_rules.batch import Cache

    cache = None if options.cache is None else Cache(options.cache)
    with Progress() as progress:
        found = judge_areas(
            options.plan,
            as_of=options.as_of,
            engine=options.engine or ENGINES[0],
            areas=options.areas or (),
            choose=chosen(options),
            progress=progress,
            source_timeout=options.source_timeout,
            cache=cache,
        )
    plan, rows = found.plan, found.rows
    for line in told_once(found.notes):
        note(line)
    if cache is not None and cache.note:
        complain(cache.note)
    promised = {one.id: one.rule.promises for one in plan.measures}
    answers = [Answer.of(Status(row["status"]), due=row["due"], promised=promised[row["measure"]]) for row in rows]
    _show(options, plan, rows, answers)
    if cache is not None and options.format == "text":
        every = counted(cache.judged + cache.kept, "verdict")
        say(f"Judged now: {cache.judged:,} of {every}; the others are as the cache has them.")
    advisory = {one.id for one in plan.measures if isinstance(one.rule, Advisory)}
    known = {
        counts_as(answer, row["course"])
        for row, answer in zip(rows, answers, strict=True)
        if row["measure"] not in advisory
    }
    return worst_of(known & options.fail_on)


def _show(options: argparse.Namespace, plan: Plan, rows: _Rows, answers: Sequence[Answer]) -> None:
    if options.format == "text":
        _say_counts(options, plan, rows, answers)
        return
    wanted = options.status or tuple(Answer)
    shown = [_published(plan, row) for row, answer in zip(rows, answers, strict=True) if answer in wanted]
    if options.format == "csv":
        print(csv_table(_COLUMNS, (row.values() for row in shown)).replace("\r\n", "\n"), end="")
        return
    verdicts = [{name: plain(value) for name, value in row.items()} for row in shown]
    say_json({"plan": plan.id, "as_of": options.as_of.isoformat(), "verdicts": verdicts})


def _published(plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row by the names that `check` of one area has."""
    more = {"title": plan.measure(row["measure"]).title, "required_value": row["required"]}
    return {name: {**row, **more}[name] for name in _COLUMNS}


def _say_counts(options: argparse.Namespace, plan: Plan, rows: _Rows, answers: Sequence[Answer]) -> None:
    areas = len({row["area"] for row in rows})
    say(f"{plan.title}: {counted(areas, 'area')}, as known on {said_day(options.as_of)}.")
    found = Counter((row["measure"], answer) for row, answer in zip(rows, answers, strict=True))
    lost = Counter(row["measure"] for row in rows if row["course"] == Course.CANNOT_BE_KEPT)
    for measure in dict.fromkeys(row["measure"] for row in rows):
        numbers = ((found[measure, answer], answer) for answer in options.status or Answer)
        beside = {Answer.NOT_DUE: f" ({lost[measure]:,} {Course.CANNOT_BE_KEPT.words})"} if lost[measure] else {}
        told = ", ".join(
            f"{number:,} {answer.words.lower()}{beside.get(answer, '')}" for number, answer in numbers if number
        )
        say(f"  {plan.measure(measure).title}: {told or 'none'}")
