"""A table of targets, as spreadsheets have it: a title, the words, who owns it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from wes_rules.drafting.books import lines_of
from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.lines import Line, with_one_header
from wes_rules.wording.times import PERIOD, period_read

# The columns, by the names that tables give them; a name counts where it begins so.
_COLUMNS = {
    "words": ("words", "target wording", "measure of success", "success measure", "measuring success", "target", "wording", "promise",
              "success looks like", "success", "commitment", "ambition", "pledge", "we will"),
    "ref": ("ref", "id", "no.", "kpi ref", "kpi no", "pi ref", "pi code", "kpi code", "pi no", "indicator ref", "indicator code", "reference", "code"),
    "title": ("title", "measure", "indicator name", "key performance indicator", "key measure", "performance measure", "headline measure",
              "performance indicator", "kpi", "name", "description"),
    "indicator": ("indicator", "series"),
    "owner": ("owner", "lead", "board", "responsible", "accountable", "who", "service", "directorate", "department", "team"),
    "unit": ("unit",),
    "baseline": ("baseline", "base", "starting point", "from"),
    "better": ("better", "polarity", "good is", "direction", "good to be", "good performance", "what is good", "high or low", "bigger or smaller",
               "higher or lower", "desired direction", "preferred direction", "aim to"),
    "frequency": ("frequency", "reporting frequency", "frequency of", "reported", "how often", "collection frequency", "data frequency", "update frequency", "time period"),
    "objective": ("objective", "priority", "outcome", "theme"),
}  # fmt: skip
# A colour of the target's key in a column of its own, or all of them in one.
_KEY = re.compile(
    r"(?:amber|red|floor(?: target| standard)?|low(?:er)? target|(?:rag )?tolerance|(?P<all>b?rag|traffic light))"
    r"(?: rating)?(?: thresholds?| triggers?| criteria| bands?| ratings?| definitions?)?",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"\b(?:green|amber|red)\b", re.IGNORECASE)
# What says more than a code, and how a code looks.
_TITLES = ("description", "definition", "indicator", "name", "measure")
_CODE = re.compile(r"[A-Za-z]{0,6}[ /-]?\d{1,4}[a-z]?")
# A heading is no longer than this; what is longer is a sentence.
_LONGEST = 60
# A period in a heading, and what is left of the heading of a target for that period alone.
_PERIOD = re.compile(rf"(?<![\w/-])(?:{PERIOD})", re.IGNORECASE)
_QUARTER = re.compile(r"(?<!\w)(?:q|quarter )([1-4])(?!\w)", re.IGNORECASE)
_MONTH = re.compile(
    r"(?<!\w)(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"(?:(?:our|the|annual|year[- ]end|full[- ]year|proposed|agreed|new) )*(?:target|ambition|aim|goal)s?(?: value)?(?: for| in| by)?",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:grand |overall )?totals?:?", re.IGNORECASE)
# In a table of more columns a row with one cell is a heading.
_FEW = 2
# The header is looked for among so many rows.
_TOP = 30


@attrs.frozen
class Dated:
    """
    A target for a period, in a column of its own.

    Args:
        label: The period, as the heading writes it.
    """

    heading: str
    label: str
    words: str

    @property
    def said(self) -> str:
        """The target with its heading."""
        return f"{self.heading}: {self.words}"


@attrs.frozen(kw_only=True)
class TargetRow:
    """One target as a table has it; what its table leaves out is empty."""

    line: int
    words: str
    ref: str = ""
    title: str = ""
    indicator: str = ""
    owner: str = ""
    unit: str = ""
    baseline: str = ""
    better: str = ""
    frequency: str = ""
    objective: str = ""
    heading: str = ""
    dated: tuple[Dated, ...] = ()
    above: str = ""
    key: str = ""

    @property
    def said(self) -> str:
        """Its words with the colours that other columns explain."""
        return "; ".join(filter(None, (self.words, self.key)))


@attrs.frozen(kw_only=True)
class Targets:
    """
    A table of targets.

    Args:
        unused: The headings of columns that nothing was read from.
        title: The first line above the header.
        left: The rows that are no target, each with its line and its first cell.
    """

    rows: tuple[TargetRow, ...]
    unused: tuple[str, ...] = ()
    title: str = ""
    left: tuple[tuple[int, str], ...] = ()


def read_targets(path: Path) -> Targets:
    """Read a table of targets from a CSV file or the first sheet of a workbook; title lines above its header are passed over."""
    numbered = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in lines_of(path, carry=True)]
    place = _header_of([cells for _, cells in numbered], path.name)
    header = _over_two_rows([cells for _, cells in numbered], place)
    above = numbered[: place - (header != numbered[place][1])]
    title = next((cell for _, cells in above for cell in cells if cell), "")
    found: list[TargetRow] = []
    unused: dict[str, None] = {}
    left: list[tuple[int, str]] = []
    for names, lines in _tables(header, numbered[place + 1 :]):
        columns, dated, keys = _columns(names, [cells for _, cells in lines])
        rows = [_row(line, cells, names, columns, dated, keys) for line, cells in lines]
        if "title" not in columns:
            # What is called an indicator, or else a number, is its name for people where nothing else is.
            rows = [attrs.evolve(one, title=one.indicator or one.ref, indicator="") for one in rows]
        filled = {line: [*filter(None, cells)] for line, cells in lines}
        is_row = {one.line: _is_target(one, len(filled[one.line]), len([*filter(None, names)])) for one in rows}
        found += [attrs.evolve(one, above=title) for one in rows if is_row[one.line]]
        left += [(line, cells[0]) for line, cells in filled.items() if cells and not is_row[line]]
        used = {*dated, *keys, *(n for name, n in columns.items() if name != "words" or not dated)}
        unused |= dict.fromkeys(name for n, name in enumerate(names) if name and n not in used)
    if not found:
        raise PlanError(Problem("the table has no target", "add a row below its header", path.name))
    return Targets(rows=tuple(found), unused=tuple(unused), title=title, left=tuple(left))


def _is_target(row: TargetRow, filled: int, columns: int) -> bool:
    """Whether a row is of a target: it names one, or what is measured, and is no total and no heading, which has one cell of several."""
    return bool(row.words or (row.title and not (filled == 1 and columns > _FEW))) and not _TOTAL.fullmatch(row.title)


def _tables(header: list[str], lines: Sequence[Line]) -> Iterator[tuple[list[str], list[Line]]]:
    """Go through tables that stand below each other: each begins with the names of the columns of titles and of targets."""
    named = _named(header)
    again = {header[named[one]] for one in ("title", "words") if one in named} - {""}
    below: list[Line] = []
    for line, cells in lines:
        if len(again) > 1 and again <= {*cells} and "words" in _named(cells):
            yield header, below
            header, below = cells, []
        else:
            below.append((line, cells))
    yield header, below


def _columns(header: list[str], rows: list[list[str]]) -> tuple[dict[str, int], dict[int, str], list[int]]:
    """Return the columns by what they hold, those of targets for a period, and those that explain colours."""
    columns, dated = _with_titles(header, _named(header), rows), _dated(header)
    if not (dated and (columns["words"] in dated or _TARGET.fullmatch(_rest(header[columns["words"]])))):
        dated = {}
    keys = [n for n, cell in enumerate(header) if n not in {*columns.values(), *dated} and _KEY.fullmatch(cell)]
    return columns, dated, [n for n in keys if any(re.search(r"\d", cells[n]) for cells in rows if n < len(cells))]


def _header_of(rows: list[list[str]], name: str) -> int:
    """Return the position of the header: the first row with a column of words. A title row has one cell."""
    filled = [len([*filter(None, cells)]) for cells in rows]
    least = min(2, max(filled, default=0))
    found = (n for n, cells in enumerate(rows) if filled[n] >= least and "words" in _named(cells))
    if (place := next(found, None)) is not None:
        return place
    widest = max(range(len(rows[:_TOP])), key=lambda n: filled[n], default=None)
    seen = [] if widest is None else [*filter(None, rows[widest])]
    what = f"no column holds the words of the targets; the row most like a header has {', '.join(map(quoted, seen[:10])) or 'nothing'}"
    years = [cell for cell in seen if _PERIOD.fullmatch(cell)]
    call = (
        f'if those of periods hold targets, call them "Target {years[0]}" and so on' if years else 'call one "target"'
    )
    raise PlanError(Problem(what, f"{call}; others may be title, owner, unit, baseline, better", name))


def _over_two_rows(rows: list[list[str]], place: int) -> list[str]:
    """Return the names of the columns, with those of the row above where a column is named there alone; a title has one cell."""
    header, above = rows[place], rows[place - 1] if place else []
    alone = (n for n, cell in enumerate(header) if not cell and n < len(above) and above[n])
    if len([*filter(None, above)]) < 2 or not any(
        cells[n] for n in alone for cells in rows[place + 1 :] if n < len(cells)
    ):
        return header
    return next(with_one_header([(place, above), (place + 1, header)], 2))[1]


def _with_titles(header: list[str], columns: dict[str, int], rows: list[list[str]]) -> dict[str, int]:
    """Return the columns where what is called a KPI or a measure holds codes, and another column says what they are."""
    title = columns.get("title")
    names = {place: cell.lower() for place, cell in enumerate(header) if place not in columns.values()}
    told = next((place for place, cell in names.items() if cell.startswith(_TITLES)), None)
    if title is None or told is None or "ref" in columns:
        return columns
    codes = [cells[title] for cells in rows if len(cells) > title and cells[title]]
    return {**columns, "ref": title, "title": told} if codes and all(map(_CODE.fullmatch, codes)) else columns


def _row(
    line: int, cells: list[str], header: list[str], columns: dict[str, int], dated: dict[int, str], keys: list[int]
) -> TargetRow:
    cells = [*cells, *[""] * (len(header) - len(cells))]
    row = TargetRow(
        line=line,
        heading=header[columns["words"]],
        dated=tuple(Dated(header[n], label, cells[n]) for n, label in dated.items() if cells[n]),
        **{name: cells[place] for name, place in columns.items()},
    )
    when = _PERIOD.search(header[columns["baseline"]]) if "baseline" in columns else None
    if when is not None and re.search(r"\d", row.baseline) and "(" not in row.baseline:
        row = attrs.evolve(row, baseline=f"{row.baseline} ({when[0]})")
    key = "; ".join(_key(header[n], cells[n]) for n in keys if re.search(r"\d", cells[n]))
    if len(row.dated) == 1 and key:
        row = attrs.evolve(row, dated=(attrs.evolve(row.dated[0], words=f"{row.dated[0].words}; {key}"),))
    if dated:
        row = attrs.evolve(row, words="; ".join(one.said for one in row.dated))
    return attrs.evolve(row, key=key) if row.words and len(row.dated) != 1 else row


def _key(heading: str, cell: str) -> str:
    """Return what a column says of the colours of a target: with its heading, where the cell names none."""
    return cell if _COLOUR.search(cell) else re.sub("^rag ", "", f"{heading} {cell}", flags=re.IGNORECASE)


def _rest(heading: str) -> str:
    """Return what is left of a heading without its period."""
    return " ".join(re.sub(r"[():,]| [-\u2013](?= |$)", " ", _PERIOD.sub("", heading)).split())


def _dated(header: list[str]) -> dict[int, str]:
    """Return the columns with targets for a period, each with its period, of the most common kind."""
    rests = {n: _rest(cell) for n, cell in enumerate(header)}
    labels = {
        n: found[0] for n, cell in enumerate(header) if (found := _PERIOD.search(cell)) and _TARGET.fullmatch(rests[n])
    }
    years = {*labels.values()}
    for n, rest in rests.items():
        # Quarters without a year are those of the only year that there is.
        quarter = _QUARTER.search(rest)
        if quarter is not None and len(years) == 1 and _TARGET.fullmatch(" ".join(_QUARTER.sub("", rest).split())):
            labels[n] = f"Q{quarter[1]} {min(years)}"
    kinds = {n: period_read(label).kind for n, label in labels.items()}
    most = Counter(kinds.values()).most_common(1)
    return {n: labels[n] for n in sorted(labels) if kinds[n] is most[0][0]}


def part_of_a_year(heading: str) -> str:
    """Return the part of a year, such as a quarter, that a heading names without the year; empty if none."""
    rest = _rest(heading)
    return "quarter" if _QUARTER.search(rest) else "month" if _MONTH.search(rest) else ""


def quarter_in(title: str) -> str:
    """Return the quarter that a table's title names; empty if it names none or several."""
    found = [one[0] for one in _QUARTER.finditer(title)]
    return found[0] if len(found) == 1 else ""


def _named(cells: Iterable[str]) -> dict[str, int]:
    """Name the columns: each name for the first one whose heading begins with it; words also for one that has it within."""
    found: dict[str, int] = {}
    lowered = [
        re.sub(rf"^{_PERIOD.pattern} ", "", cell, flags=re.IGNORECASE).lower() if len(cell) <= _LONGEST else ""
        for cell in cells
    ]
    for name, spellings in _COLUMNS.items():
        inside = [rf"\b{re.escape(one)}" for one in spellings] if name == "words" else []
        for pattern in (*(f"^{re.escape(one)}" for one in spellings), *inside):
            places = (n for n, cell in enumerate(lowered) if n not in found.values() and re.search(pattern, cell))
            if (place := next(places, None)) is not None:
                found[name] = place
                break
    return found
