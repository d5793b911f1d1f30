"""The text of a plan or of plan tests: read within limits and taken apart with the line of every key; single values as TOML."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path as File
from typing import Any

import attrs

from wes_rules.errors import PlanError, Problem
from wes_rules.planfiles.toml_lines import Path, key_lines
from wes_rules.quoting import shortened

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: object) -> str:
    """Write one value on one line: a text, a number, a day, a list or a table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: object) -> str:
    """Write a key, in quotes where it needs them."""
    text = str(key)
    return text if _BARE.fullmatch(text) else toml_value(text)


# A plan of a thousand measures has some hundred thousand bytes.
MOST_BYTES = 5_000_000
# The deepest key of a plan has five parts; each more costs the standard reader the square of them.
MOST_PARTS = 32
_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*"|'[^'\n]*+')"""
_DEEP = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")


@attrs.frozen
class Text:
    """A TOML file, taken apart, with the line of every key, by its path."""

    data: dict[str, Any]
    lines: dict[Path, int]


def read_text(file: File) -> str:
    """Read the text of a TOML file."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "it is a folder" if stat.S_ISDIR(found.st_mode) else "it is no ordinary file"
            raise PlanError(Problem(what, f"name the plan's own file{_plan_in(file)}", str(file)))
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            what = f"it has more than {MOST_BYTES:,} bytes"
            raise PlanError(Problem(what, "check the path; a plan is far shorter", str(file)))
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", str(file))) from None
    except UnicodeDecodeError as error:
        raise PlanError(Problem(f"it is not UTF-8 (byte {error.start})", "save it as UTF-8", str(file))) from None
    except OSError as error:
        raise PlanError(Problem(f"it cannot be read: {error.strerror}", "", str(file))) from None
    except ValueError:
        raise PlanError(Problem(f"{shortened(file)} is no path", "check the path")) from None


def _plan_in(folder: File) -> str:
    """Say which file of a folder is its plan, where one alone may be."""
    files = sorted(folder.glob("*.toml"))
    plans = [one for one in files if one.name == "plan.toml"] or files
    return f": {plans[0]}" if len(plans) == 1 else ""


def taken_apart(text: str, name: str) -> Text:
    """Take a TOML text apart; refuse what is no TOML, or what no plan could look like."""
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_BYTES:
        raise PlanError(Problem(f"it has more than {MOST_BYTES:,} characters", "a plan is far shorter", name))
    if deep := _DEEP.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise PlanError(Problem(f"a key has more than {MOST_PARTS} parts", "write fewer dots", name, line))
    try:
        return Text(tomllib.loads(text, parse_float=Decimal), key_lines(text))
    except tomllib.TOMLDecodeError as error:
        raise PlanError(_not_toml(str(error), text, name)) from None
    except RecursionError:
        raise PlanError(Problem("it is not a plan: its brackets nest too deep", "check brackets", name)) from None
    except (ValueError, ArithmeticError):
        raise PlanError(Problem("a number in it has too many digits", "round it", name)) from None


def _not_toml(error: str, text: str, name: str) -> Problem:
    """Return the fault that the standard reader of TOML found, with its line."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", error)
    what = error if place is None else error[: place.start()]
    line = None if place is None else int(place[1] or text.count("\n", 0, len(text.rstrip())) + 1)
    written = text.splitlines()[line - 1] if line is not None and line <= text.count("\n") + 1 and text else ""
    return Problem(*_as_people_say(what, written), name, line)


# What the mistakes of people look like, where the standard reader says what it expected instead.
_LIKE_A_DAY = re.compile(r"(?<=[=\s,\[])\d{4}-\d{1,2}-\d{1,2}(?![\d:-])")
_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")


def _as_people_say(what: str, written: str) -> tuple[str, str]:
    """Return what is wrong with a line that is no TOML, and what to do."""
    if what.startswith(("Cannot", "Duplicate")):
        return f"it is not TOML: {shortened(what)}", "write each key and each [table] once"
    if what.startswith("Illegal character '\\n'"):
        return "it is not TOML: a quotation mark on this line is not closed", "put one behind the text"
    if what.startswith("Invalid value") and (curly := _CURLY.search(written)) is not None:
        return f"it is not TOML: {curly[0]} is a typographic quotation mark", 'use the straight one: "'
    if what.startswith(("Expected newline", "Invalid date")) and (day := _LIKE_A_DAY.search(written)) is not None:
        return f"it is not TOML: {day[0]} is not a day of the calendar", "write a day like 2023-12-31"
    return f"it is not TOML: {shortened(what)}", "check quotes and brackets"
