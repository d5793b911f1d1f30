"""Verdicts as other programs read them: JSON, CSV, Markdown, JUnit, annotations of GitHub."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from xml.etree import ElementTree as ET

import attrs

from wes_rules.cli.choosing import fails
from wes_rules.cli.output import json_text
from wes_rules.cli.showing.around import MADE_UP, counts
from wes_rules.cli.showing.screen import Screen
from wes_rules.cli.showing.words import said, status_words
from wes_rules.counting import counted
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import grouped, in_all
from wes_rules.pages.tables import csv_of
from wes_rules.quoting import visible
from wes_rules.rules.plan import Plan
from wes_rules.values.days import said_day

_HEAD = ("Status", "Measure", "Judged on", "Newest", "Required", "Margin", "Since", "Owner")
# What Markdown, or the HTML in it, would take for more than text.
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~&])")


@attrs.frozen(kw_only=True)
class Verdicts:
    """
    What is written.

    Args:
        file: Its file, as it was typed.
        judgements: The judgements that were asked for, in that order.
        fail_on: The answers that make the command fail.
        by: What rows stand together by, where a format has headings.
        lines: On which line of the file each measure begins, by its id, where a format says it.
    """

    plan: Plan
    file: str
    as_of: date
    judgements: Sequence[Judgement]
    fail_on: frozenset[Answer]
    by: str = "objective"
    lines: Mapping[str, int] = attrs.field(factory=dict)


def _json(given: Verdicts) -> str:
    table = {
        "plan": given.plan.id,
        "as_of": given.as_of.isoformat(),
        "judgements": [one.to_json() for one in given.judgements],
    }
    return json_text(table)


def _csv(given: Verdicts) -> str:
    return csv_of(one.row for one in given.judgements).replace("\r\n", "\n")


def _markdown(given: Verdicts) -> str:
    rows = [one.row for one in given.judgements]
    lines = [f"# {_escaped(given.plan.title)}", ""]
    if rows:
        lines += [f"{_escaped(rows[0].area_name)}, as known on {said_day(given.as_of)}.", ""]
    lines += [f"{counts(rows, Screen(layout='table'))}."]
    for name, some in grouped(rows, given.by).items():
        lines += ["", *([f"## {_escaped(name)}", ""] if name else [])]
        lines += [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}"]
        for row in some:
            words = dict(said(row))
            words["Status"] = f"{Screen().shapes[row.verdict]} {words['Status']}"
            lines.append(f"| {' | '.join(_escaped(words[head]) or '-' for head in _HEAD)} |")
    if any("made up" in one.labels for one in rows):
        lines += ["", _escaped(MADE_UP)]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text))


def _junit(given: Verdicts) -> str:
    """Write a suite for each objective: what makes the command fail is a failure, what has no answer is skipped."""
    root = ET.Element("testsuites", name=visible(given.plan.title))
    by_id = {one.measure.id: one for one in given.judgements}
    rows = [one.row for one in given.judgements]
    for objective, some in grouped(rows, "objective").items():
        suite = ET.SubElement(root, "testsuite", name=visible(objective or given.plan.title))
        for row in some:
            name = {"classname": visible(f"{given.plan.id}.{row.measure}"), "name": visible(row.labelled), "time": "0"}
            _outcome(ET.SubElement(suite, "testcase", name), by_id[row.measure], given.fail_on)
        found = {
            "tests": len(some),
            "failures": len(suite.findall("*/failure")),
            "skipped": len(suite.findall("*/skipped")),
        }
        suite.attrib |= {name: str(number) for name, number in found.items()}
        suite.attrib |= {"errors": "0", "time": "0", "timestamp": f"{given.as_of.isoformat()}T00:00:00"}
    ET.indent(root)
    # In ASCII it is the same wherever it is printed.
    text: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return text.decode("ascii") + "\n"


def _outcome(case: ET.Element, judgement: Judgement, fail_on: frozenset[Answer]) -> None:
    row = judgement.row
    message = visible(f"{status_words(row) if row.course else row.verdict.words}: {row.decided_by}")
    if fails(judgement, fail_on):
        failure = ET.SubElement(case, "failure", message=message, type=row.status.value)
        failure.text = visible(judgement.explain(), keep="\n")
    elif row.verdict in (Answer.UNDECIDED, Answer.NOT_DUE):
        ET.SubElement(case, "skipped", message=message)
    else:
        ET.SubElement(case, "system-out").text = message


def _github(given: Verdicts) -> str:
    """Write an annotation for all that is not on track: an error where that makes the command fail."""
    return "".join(f"{line}\n" for line in _annotations(given))


def _annotations(given: Verdicts) -> Iterator[str]:
    levels = {Answer.AT_RISK: "warning", Answer.OFF_TRACK: "warning", Answer.UNDECIDED: "notice"}
    for one in given.judgements:
        row = one.row
        level = "error" if fails(one, given.fail_on) else levels.get(row.verdict)
        if level is not None:
            title = _property(f"{status_words(row) if row.course else row.verdict.words}: {row.labelled}")
            line = f"line={given.lines[row.measure]}," if row.measure in given.lines else ""
            yield f"::{level} file={_property(given.file)},{line}title={title}::{_data(row.decided_by)}"
    whole = in_all("", [one.row for one in given.judgements])
    said_counts = ", ".join(f"{number} {answer.words.lower()}" for answer, number in whole.counts if number)
    yield whole.targetless or f"{counted(whole.total, 'measure')}: {said_counts}{whole.apart}"


def _data(text: str) -> str:
    """Escape the text of an annotation, in which a percent sign begins an escape."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of an annotation, which a colon or a comma would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


WRITERS: Mapping[str, Callable[[Verdicts], str]] = {
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
    "junit": _junit,
    "github": _github,
}
