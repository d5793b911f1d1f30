"""Labels that stand once above several rows: an empty cell has the one above it, unless that may be a note."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from wes_rules.plugins.asking import Request, plainly
from wes_rules.tables.lines import Line, Lines, Place
from wes_rules.tables.settings import TableSettings
from wes_rules.tables.shape import Shape

# Whether somebody asks about the rows that have a label.
Asked = Callable[[str], bool]


def with_labels(
    walk: Iterator[Line],
    shape: Shape,
    lines: Lines,
    settings: TableSettings,
    request: Request,
    alone: set[tuple[int, str]],
) -> Iterator[Line]:
    """Give the empty cells of a table's columns that are filled down the labels above them; add labels that stand alone, by their column."""
    tested: dict[int, Asked] = {}
    for place in {one.place for one in shape.tests}:
        tests = [one for one in shape.tests if one.place == place]
        tested[place] = lambda label, tests=tests: all(one.lets(label) for one in tests)  # type: ignore[misc]
    plain = {one: at for one, at in shape.columns.items() if one not in shape.parts and at not in tested}
    known = _labels_named(request, settings.areas)
    telling = tested | _that_tell(request, plain, known)
    labels = known | {plainly(value) for one in shape.tests for value in one.said if value}
    return _filled_down(walk, shape.width, shape.fill_down, lines.spoiled, labels, telling, alone)


def _labels_named(request: Request, areas: Iterable[str]) -> set[tuple[str, ...]]:
    """Return the labels that a plan or its settings name, in any spelling: its indicators, and the areas it asks about."""
    series = (area for one in request.indicators.values() for area, _ in one.series or ())
    spelled = ((name,) for one in request.spellings for name in one)
    return {*map(plainly, (*request.indicators, *areas, *series)), *spelled}


def _that_tell(request: Request, columns: Mapping[str, int], known: Container[tuple[str, ...]]) -> dict[int, Asked]:
    """Return what says, of the labels of each column that tells it, whether the plan asks about a row, as it names all that it asks about."""
    narrow = not request.every_area and all(one.series is not None for one in request.indicators.values())
    names = ("indicator", *("area",) * narrow)
    return {columns[one]: lambda label: plainly(label) in known for one in names if one in columns}


def _filled_down(
    lines: Iterator[Line],
    width: int,
    places: Sequence[int],
    spoiled: Container[Place],
    known: Container[tuple[str, ...]],
    telling: Mapping[int, Asked],
    alone: set[tuple[int, str]],
) -> Iterator[Line]:
    """
    Give empty cells of some columns the label that stands above them.

    A label ends those of the columns named after its own, as another area begins with years of its own. One that cannot be read, or that a
    line with a cell too few or too many may have had, is carried no further: whose the rows below it are is then not known.
    So it is where a label stands alone, though others of its column do not, and may be a note, unless either way nobody asks about the rows.
    """
    above = nothing = [""] * len(places)
    beside = set[int]()  # the columns with a label in the line of a figure
    for line, cells in lines:
        filled = sum(1 for cell in cells if cell.strip())
        if len(cells) != width:
            above = above if filled < 2 else nothing
            yield line, cells
            continue
        for number, place in enumerate(places):
            if cells[place].strip() or (line, place) in spoiled:
                if filled > 1:
                    beside.add(number)
                else:
                    alone.add((place, cells[place].strip()))
                is_label = filled > 1 or number not in beside or plainly(cells[place]) in known
                either = (above[number], cells[place])
                is_label |= place in telling and bool(above[number]) and not any(map(telling[place], either))
                above = [*above[:number], cells[place] if is_label else "", *nothing[number + 1 :]]
        if filled > 1:  # a heading or a note has one cell
            for label, place in zip(above, places, strict=True):
                cells[place] = label
        yield line, cells
