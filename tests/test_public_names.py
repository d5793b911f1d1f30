"""
Every public name with its arguments, as it was approved; what documentation and templates use is among them.

A change that is meant needs a line in CHANGELOG.md; then write the file anew, and read the difference before keeping it:
`python3 dev.py run -m pytest tests/test_public_names.py --approve`.
"""

import enum
import importlib
import inspect
import re
import types
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[1]
APPROVED = Path(__file__).parent / "approved" / "public-names.txt"
# The modules whose `__all__` is public; documentation names each of them.
MODULES = (
    "wes_rules",
    "wes_rules.batch",
    "wes_rules.pages.html",
    "wes_rules.pages.scorecard",
    "wes_rules.plugins",
    "wes_rules.plugins.environment",
    "wes_rules.plugins.escaping",
    "wes_rules.plugins.http",
    "wes_rules.plugins.rule_kinds",
    "wes_rules.plugins.store",
    "wes_rules.rules.view",
    "wes_rules.rules.words",
    "wes_rules.strategies",
    "wes_rules.tables",
    "wes_rules.testing",
    "wes_rules.testing.laws",
    "wes_rules.testing.stores",
    "wes_rules.values.fields",
    "wes_rules.values.quantity",
    "wes_rules.wording",
)


PUBLIC = {
    one
    for module in MODULES
    for name in importlib.import_module(module).__all__
    if inspect.isclass(one := getattr(importlib.import_module(module), name))
}


def public():
    """Go through what is public, as lines; what stands in several modules is written where it comes first."""
    seen = {}
    for module in MODULES:
        yield f"{module}:"
        loaded = importlib.import_module(module)
        for name in sorted(loaded.__all__):
            one = getattr(loaded, name)
            first = seen.setdefault(id(one), f"{module}.{name}")
            if first == f"{module}.{name}":
                yield from (f"    {line}" for line in lines_of(name, one))
            else:
                yield f"    {name} is {first}"


def lines_of(name, one):
    if inspect.isclass(one) and issubclass(one, enum.Enum):
        yield f"class {name}({', '.join(f'{member.name}={member.value!r}' for member in one)})"
        yield from (f"    {line}" for line in members_of(one))
    elif inspect.isclass(one):
        yield f"class {name}({bases_of(one)})"
        yield f"    {signature_of('__init__', one)}"
        yield from (f"    {line}" for line in members_of(one))
    elif isinstance(one, types.GenericAlias):
        yield f"{name} = {one}"
    elif callable(one) and hasattr(one, "__name__"):
        yield signature_of(name, one)
    else:
        yield f"{name}: {type(one).__name__}"


def bases_of(cls):
    return ", ".join(base.__name__ for base in cls.__bases__)


def members_of(cls):
    """Go through the methods, properties and constants of a class, without those that a public base has alike."""
    inherited = {line for base in cls.__mro__[1:] if base in PUBLIC for line in all_members_of(base)}
    yield from (line for line in all_members_of(cls) if line not in inherited)


def all_members_of(cls):
    for name in sorted(dir(cls)):
        owner = next((base for base in cls.__mro__ if name in vars(base)), object)
        if name.startswith("_") or not owner.__module__.startswith("wes_rules") or is_field(cls, name):
            continue
        one = inspect.getattr_static(cls, name)
        if isinstance(one, property) or type(one).__name__ == "cached_property":
            getter = one.fget if isinstance(one, property) else one.func
            yield f"{name}: {getter.__annotations__.get('return', 'Any')}"
        elif isinstance(one, classmethod | staticmethod):
            yield f"{type(one).__name__} {signature_of(name, one.__func__)}"
        elif inspect.isfunction(one):
            yield signature_of(name, one)
        elif not isinstance(one, enum.Enum):
            yield f"{name} = {one!r}" if isinstance(one, str | int | bool | None) else f"{name}: {type(one).__name__}"


def is_field(cls, name):
    return attrs.has(cls) and any(field.name == name for field in attrs.fields(cls))


class Something:
    """Stands for a default that is no plain value, such as the environment: what it holds is not for a file."""

    def __repr__(self):
        return "..."


def signature_of(name, one):
    try:
        found = inspect.signature(one)
    except ValueError:
        return f"{name}(...)"
    plain = (str, int, float, bool, tuple, type(None), attrs.NOTHING.__class__)
    told = [
        given.replace(default=Something())
        if given.default is not inspect.Parameter.empty and not isinstance(given.default, plain)
        else given
        for given in found.parameters.values()
    ]
    return f"{name}{found.replace(parameters=told)}"


def test_every_public_name_is_as_approved(request):
    found = "\n".join(public()) + "\n"
    if request.config.getoption("--approve"):
        APPROVED.write_text(found, encoding="utf-8")
    assert found == APPROVED.read_text(encoding="utf-8"), (
        "public names or their arguments have changed; if that is meant, say so in a line of CHANGELOG.md, and run "
        "`python3 dev.py run -m pytest tests/test_public_names.py --approve`"
    )


SHOWN = [
    *sorted(ROOT.glob("docs/**/*.md")),
    ROOT / "README.md",
    *sorted(ROOT.glob("examples/**/*.py")),
    *sorted(ROOT.glob("plugins/_template/**/*.py")),
]
IMPORT = re.compile(r"^(?:>>> |\.\.\. )?\s*from (wes_rules(?:\.\w+)*) import (\([^)]*\)|[^\n#]+)", re.MULTILINE)


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_people_are_shown_is_public(file):
    for module, names in IMPORT.findall(file.read_text(encoding="utf-8")):
        for name in re.findall(r"(\w+)(?: as \w+)?", names):
            inside = f"{module}.{name}" in MODULES
            assert inside or (module in MODULES and name in importlib.import_module(module).__all__), f"{module}.{name}"


def test_every_public_name_is_documented():
    assert [
        f"{module}.{name}"
        for module in MODULES
        for name in importlib.import_module(module).__all__
        if callable(one := getattr(importlib.import_module(module), name))
        and getattr(one, "__module__", "").startswith("wes_rules")
        and not inspect.getdoc(one)
    ] == []
