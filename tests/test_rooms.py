"""The layout of the code: small files, short functions, no circles, and a map whose rooms are there."""

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "src", *sorted(ROOT.glob("plugins/*/src"))]
FILES = {path.relative_to(ROOT).as_posix(): path for folder in SOURCES for path in sorted(folder.rglob("*.py"))}
MOST_LINES, MOST_LINES_OF_FUNCTION = 300, 40


@cache
def parsed():
    """Return of each file how long each of its functions is, and what it imports; whole trees would fill the memory."""
    found = {}
    for name, path in FILES.items():
        functions, imports, ahead = [], [], [ast.parse(path.read_text(encoding="utf-8"))]
        while ahead:
            one = ahead.pop()
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append((one.name, one.end_lineno - one.lineno + 1))
            if isinstance(one, ast.Import | ast.ImportFrom):
                imports.append(one)
            # No statement stands in an expression.
            ahead += (each for each in ast.iter_child_nodes(one) if not isinstance(each, ast.expr))
        found[name] = functions, imports
    return found


def module_of(folder, path):
    *parents, last = path.relative_to(folder).with_suffix("").parts
    return ".".join(parents if last == "__init__" else (*parents, last))


def imported(imports, module, known):
    """Name the files that a file imports, be it for types only or within a function."""
    for one in imports:
        if isinstance(one, ast.Import):
            yield from (each.name for each in one.names if each.name in known)
        else:
            assert not one.level, f"{module}: imports are written in full"
            inside = {f"{one.module}.{each.name}" for each in one.names}
            yield from inside & known
            if one.module in known and not inside <= known:
                yield one.module


def test_no_file_is_longer_than_one_can_take_in():
    assert [name for name, path in FILES.items() if path.read_text(encoding="utf-8").count("\n") > MOST_LINES] == []


def test_no_function_is_longer_than_a_screen():
    found = [(name, *one) for name, (functions, _) in parsed().items() for one in functions]
    assert len(found) > len(FILES)
    assert [one for one in found if one[2] > MOST_LINES_OF_FUNCTION] == []


def test_no_files_import_each_other_in_a_circle():
    modules = {module_of(folder, path): path for folder in SOURCES for path in folder.rglob("*.py")}
    graph = {
        module: {*imported(parsed()[path.relative_to(ROOT).as_posix()][1], module, modules.keys())} - {module}
        for module, path in modules.items()
    }
    assert sum(map(len, graph.values())) > len(modules)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_every_place_on_the_map_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, map_and_more = text.split("## One figure, from file to mail")
    places = re.findall(r"`([\w/.-]+(?:\.py|/))`", map_and_more.partition("\n## ")[0])
    assert len(places) > 30
    assert [
        one for one in places if not any((start / one).exists() for start in (ROOT, ROOT / "src" / "wes_rules"))
    ] == []


def test_every_room_is_on_the_map():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src" / "wes_rules").glob("*/__init__.py")}
    assert {one for one in rooms if f"`{one}/" not in text} == set()
