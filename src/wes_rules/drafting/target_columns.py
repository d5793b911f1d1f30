"""What the columns of a table of targets hold, by what their headings say."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from wes_rules.errors import PeriodError, PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.lines import with_one_header
from wes_rules.wording.times import MONTH, PERIOD, period_read

# The columns, by the names that tables give them; a name counts where it begins so.
_COLUMNS = {
    "words": ("words", "target wording", "measure of success", "success measure", "measuring success", "target", "wording", "promise",
              "success looks like", "success", "commitment", "ambition", "pledge", "we will"),
    "ref": ("ref", "id", "no.", "kpi ref", "kpi no", "pi ref", "pi code", "kpi code", "pi no", "indicator ref", "indicator code", "reference", "code"),
    "title": ("title", "measure", "indicator name", "key performance indicator", "key measure", "performance measure", "headline measure",
              "performance indicator", "kpi", "metric", "name", "description"),
    "indicator": ("indicator", "series"),
    "owner": ("owner", "lead", "board", "responsible", "accountable", "who", "service", "directorate", "department", "team"),
    "unit": ("unit",),
    "baseline": ("baseline", "base", "starting point", "from"),
    "better": ("better", "polarity", "good is", "good to be", "good performance", "what is good", "high or low", "bigger or smaller",
               "higher or lower", "desired direction", "preferred direction", "aim to", "direction"),
    "frequency": ("frequency", "reporting frequency", "frequency of", "reported", "how often", "collection frequency", "data frequency", "update frequency", "time period"),
    "objective": ("objective", "priority", "outcome", "theme"),
}  # fmt: skip
# A colour of the target's key in a column of its own, or all of them in one.
_KEY = re.compile(
    r"(?:amber|red|floor(?: target| standard)?|(?:low(?:er)?|upper|high(?:er)?|stretch) target|(?:(?:rag|amber|red) )?tolerance|(?P<all>b?rag|traffic light))"
    r"(?: rating)?(?: thresholds?| triggers?| criteria| bands?| ratings?| definitions?)?",
    re.IGNORECASE,
)
# What may say which way is better, if its cells are such words. An arrow, or "up", is as often which way the figures went.
_WAY = re.compile(r".*\b(?:good|better|best|desired|preferred)\b|aim$|intent", re.IGNORECASE)
_TRAVEL = re.compile(r"travel|trend|movement|direction of change", re.IGNORECASE)
_WAYS = re.compile(
    r"(?:the )?(?:aim to |high|low|bigger|smaller|more|less|fewer|maximi|minimi|increase|decrease|reduc|grow)",
    re.IGNORECASE,
)
# What says more than a code, and how a code looks.
_TITLES = ("description", "definition", "indicator", "name", "measure")
_CODE = re.compile(r"[A-Za-z]{0,6}[ /-]?\d{1,4}[a-z]?")
# A heading is no longer than this; what is longer is a sentence.
_LONGEST = 60
# A period in a heading, and what is left of the heading of a target for that period alone.
PERIOD_WITHIN = re.compile(rf"(?<![\w/-])(?:{PERIOD})", re.IGNORECASE)
_QUARTER = re.compile(r"(?<!\w)(?:q|quarter )([1-4])(?!\w)", re.IGNORECASE)
_MONTH = re.compile(rf"(?<!\w){MONTH}(?!\w)", re.IGNORECASE)
_TARGET = re.compile(
    r"(?:(?:our|the|annual|year[- ]end|full[- ]year|proposed|agreed|new) )*(?:target|ambition|aim|goal)s?(?: value)?(?: for| in| by)?",
    re.IGNORECASE,
)
# In a table of more columns a row with one cell is a heading.
FEW = 2
# The header is looked for among so many rows.
_TOP = 30


def header_of(rows: list[list[str]], name: str) -> int:
    """Return the position of the header: the first row with a column of words. A title row has one cell."""
    filled = [len([*filter(None, cells)]) for cells in rows]
    least = min(2, max(filled, default=0))
    found = (n for n, cells in enumerate(rows) if filled[n] >= least and "words" in columns_named(cells))
    if (place := next(found, None)) is not None and not any(
        filled[n] >= FEW and _names_rows(rows[n], rows[place] if n == place - 1 else ()) for n in range(place)
    ):
        return place
    widest = max(range(len(rows[:_TOP])), key=lambda n: filled[n], default=None)
    seen = [] if widest is None else [*filter(None, rows[widest])]
    what = f"no column holds the words of the targets; the row most like a header has {', '.join(map(quoted, seen[:10])) or 'nothing'}"
    years = [cell for cell in seen if PERIOD_WITHIN.fullmatch(cell)]
    call = (
        f'if those of periods hold targets, call them "Target {years[0]}" and so on' if years else 'call one "target"'
    )
    raise PlanError(Problem(what, f"{call}; others may be title, owner, unit, baseline, better", name))


def _names_rows(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row names what the rows below it are of, so that none of them is a header; above a header the names in two rows go on."""
    goes_on = any(map(PERIOD_WITHIN.search, cells)) or any(map(operator.gt, map(bool, below), map(bool, cells)))
    return not columns_named(cells).keys().isdisjoint(("title", "indicator")) and not (below and goes_on)


def over_two_rows(rows: list[list[str]], place: int) -> list[str]:
    """Return the names of the columns, with those of the row above where a column is named there alone; a title has one cell."""
    header, above = rows[place], rows[place - 1] if place else []
    # A name that goes over both rows is that of the upper one.
    lower = ["" if n < len(above) and above[n] == cell else cell for n, cell in enumerate(header)]
    alone = (n for n, cell in enumerate(lower) if not cell and n < len(above) and above[n])
    if len([*filter(None, above)]) < 2 or not any(
        cells[n] for n in alone for cells in rows[place + 1 :] if n < len(cells)
    ):
        return header
    return next(with_one_header([(place, above), (place + 1, lower)], 2))[1]


def columns_of(
    header: list[str], rows: list[list[str]], named_by: str = ""
) -> tuple[dict[str, int], dict[int, str], list[int]]:
    """Return the columns by what they hold, those of targets for a period, and those that explain colours."""
    named, place = columns_named(header), header.index(named_by) if named_by in header else None
    if place is not None and "title" not in named and named["words"] != place:
        named = {**{name: n for name, n in named.items() if n != place}, "title": place}
    columns, dated = _with_way(header, _with_titles(header, named, rows), rows), _dated(header)
    words = header[columns["words"]]
    if header.count(words) > 1:
        remedy = 'say in each of which period it is, such as "Target Q1 2023/24", or leave one'
        raise PlanError(Problem(f"several columns are called {quoted(words)}", remedy))
    if not (dated and (columns["words"] in dated or _TARGET.fullmatch(_rest(header[columns["words"]])))):
        dated = {}
    keys = [n for n, cell in enumerate(header) if n not in {*columns.values(), *dated} and _KEY.fullmatch(cell)]
    return columns, dated, [n for n in keys if any(re.search(r"\d", cells[n]) for cells in rows if n < len(cells))]


def _with_titles(header: list[str], columns: dict[str, int], rows: list[list[str]]) -> dict[str, int]:
    """Return the columns where what is called a KPI or a measure holds codes, and another column says what they are."""
    if "ref" not in columns and (ref := _codes(header, columns, rows)) is not None:
        columns = {**columns, "ref": ref}
    title = columns.get("title")
    names = {place: cell.lower() for place, cell in enumerate(header) if place not in columns.values()}
    told = next((place for place, cell in names.items() if cell.startswith(_TITLES)), None)
    if title is None or told is None or "ref" in columns:
        return columns
    codes = [cells[title] for cells in rows if len(cells) > title and cells[title]]
    return {**columns, "ref": title, "title": told} if codes and all(map(_CODE.fullmatch, codes)) else columns


def _with_way(header: list[str], columns: dict[str, int], rows: list[list[str]]) -> dict[str, int]:
    """Return the columns with the one that says which way is better, where it is known by its cells."""
    for place, cell in enumerate(header):
        free = "better" not in columns and place not in columns.values()
        if free and _WAY.match(cell) and not _TRAVEL.search(cell):
            ways = [cells[place] for cells in rows if len(cells) > place and cells[place]]
            if ways and all(map(_WAYS.match, ways)):
                return {**columns, "better": place}
    return columns


def _codes(header: list[str], columns: dict[str, int], rows: list[list[str]]) -> int | None:
    """Return a column of which nothing else is known, each of whose cells is a code, and no two the same."""
    for place in range(len(header)):
        cells = [one[place] for one in rows if len(one) > place and one[place]]
        coded = len({*cells}) == len(cells) > 1 and all(
            re.match("[A-Za-z]", one) and _CODE.fullmatch(one) for one in cells
        )
        if coded and place not in columns.values() and not PERIOD_WITHIN.search(header[place]):
            return place
    return None


def may_be_travel(heading: str, cell: str) -> bool:
    """Whether a cell may say which way the figures went, and not which way is better."""
    return heading.lower() == "direction" and not _WAYS.match(cell)


def columns_named(cells: Iterable[str]) -> dict[str, int]:
    """Name the columns: each name for the first one whose heading begins with it; words also for one that has it within."""
    found: dict[str, int] = {}
    lowered = [
        re.sub(rf"^{PERIOD_WITHIN.pattern} ", "", cell, flags=re.IGNORECASE).lower()
        if len(cell) <= _LONGEST and not _TRAVEL.search(cell)
        else ""
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


def _dated(header: list[str]) -> dict[int, str]:
    """Return the columns with targets for a period, each with its period, of the most common kind."""
    rests = {n: _rest(cell) for n, cell in enumerate(header)}
    labels = {
        n: found[0]
        for n, cell in enumerate(header)
        if (found := PERIOD_WITHIN.search(cell)) and _TARGET.fullmatch(rests[n]) and not years_of_a_plan(cell)
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


def years_of_a_plan(heading: str) -> str:
    """Return the years of a plan that a heading names, such as 2018-21, which are no period; empty if it names none."""
    if (found := PERIOD_WITHIN.search(heading)) is None:
        return ""
    try:
        period_read(found[0])
    except PeriodError:
        return found[0]
    return ""


def _rest(heading: str) -> str:
    """Return what is left of a heading without its period."""
    return " ".join(re.sub(r"[():,]| [-\u2013](?= |$)", " ", PERIOD_WITHIN.sub("", heading)).split())


def part_of_a_year(heading: str) -> str:
    """Return the part of a year, such as a quarter, that a heading names without the year; empty if none."""
    rest = _rest(heading)
    return "quarter" if _QUARTER.search(rest) else "month" if _MONTH.search(rest) else ""


def quarter_in(title: str) -> str:
    """Return the quarter that a table's title names; empty if it names none or several."""
    found = [one[0] for one in _QUARTER.finditer(title)]
    return found[0] if len(found) == 1 else ""
