"""The words of a row by column, shared by all layouts."""

from __future__ import annotations

from collections.abc import Mapping

from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer


def said(row: Row) -> Mapping[str, str]:
    """Return the words of a row by column; empty if there is nothing to say."""
    return {
        "Status": status_words(row),
        "Measure": row.labelled,
        "Judged on": _judged_on(row),
        "Newest": row.since_then,
        "Overdue": row.lacks_besides,
        "Required": row.target,
        "Margin": row.margin_words
        or (f"last known: {row.last.margin_words}" if row.last is not None and row.last.margin_words else ""),
        "Since": row.since_when,
        "Direction": row.direction_words if row.judged_on and row.known else "",
        "Course": row.course_words,
        "Why": _why(row),
        "Next figure": row.next_due_words,
        "Owner": row.owner,
        "Id": row.measure,
    }


def status_words(row: Row) -> str:
    """Say the verdict, with the last one there was, or with the course of what is not due."""
    if row.last is not None:
        return f"{row.verdict.words}, last known {row.last.verdict.words.lower()}"
    return row.verdict.words + (f", {row.course_words}" if row.course is not None and row.course_words else "")


def _judged_on(row: Row) -> str:
    if not row.judged_on:
        return row.not_known
    part = f"{row.part}: " if row.part else ""
    if row.known:
        return f"{part}{row.judged_on} in {row.judged_on_period}"
    # The part that was judged last is often another than the one that lacks a figure.
    judged, known = (f"last judged on {part}", "") if row.last is not None else (f"last known {row.before_it}", part)
    return f"{known}{row.not_known or 'not known'}; {judged}{row.judged_on} in {row.judged_on_period}"


def _why(row: Row) -> str:
    return (row.first_why or "The figures allow either answer.") if row.verdict is Answer.UNDECIDED else ""
