"""Files of figures are looked at before any work, and what they say is quoted shortly, or not at all."""

import io
import os
from datetime import date

import pytest

from wes_rules import Calendar, PeriodKind, PluginConfig, SourceError, Unit
from wes_rules.plugins import Context, Request, load_plugins
from wes_rules.plugins.asking import Wanted
from wes_rules.plugins.files import MOST_BYTES
from wes_rules.running.plugins_used import configured

REQUEST = Request({"rate": Wanted(Unit.PERCENT, 1, (Calendar(kind=PeriodKind.CALENDAR_YEAR),))})
LAIT = {"edition": "April 2026", "series": [{"indicator": "rate", "code": "R"}]}
SOURCES = {
    "csv": {"path": "figures.csv"},
    "dfe": {"path": "figures.csv", "layout": "dfe", "indicators": {"pct": "rate"}, "publication": "x"},
    "cases": {"path": "figures.csv", "layout": "cases"},
    "excel": {"path": "figures.xlsx"},
    "lait": {"path": "figures.csv", **LAIT},
    "lait parquet": {"path": "figures.parquet", **LAIT},
}
TEXTS = [name for name in SOURCES if name not in ("excel", "lait parquet")]


class FakePlan:
    file = "plan.toml"


@pytest.fixture
def faults(tmp_path):
    def faults(name):
        kind = name.partition(" ")[0] if name.startswith(("excel", "lait")) else "csv"
        found = load_plugins([kind]).source(kind)
        config = configured(found.config, PluginConfig(kind, SOURCES[name], 7), FakePlan())
        context = Context(as_of=date(2026, 1, 1), base=tmp_path, output=io.StringIO())
        with pytest.raises(SourceError) as caught:
            found.open(config, context).read(REQUEST)
        return [str(problem) for problem in caught.value.problems]

    return faults


@pytest.mark.parametrize("name", SOURCES)
def test_only_ordinary_files_of_a_size_that_can_be_read_are_opened(faults, tmp_path, name):
    path = tmp_path / SOURCES[name]["path"]
    assert "there is no such file" in faults(name)[0]
    path.mkdir()
    assert "it is a folder" in faults(name)[0]
    path.rmdir()
    os.mkfifo(path)
    assert "it is no ordinary file" in faults(name)[0]
    path.unlink()
    path.symlink_to("/dev/zero")
    assert "it is no ordinary file" in faults(name)[0]
    path.unlink()
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "bytes, and may have" in faults(name)[0]


SECRETS = [
    "DB_PASSWORD=planted-4711\nTOKEN=planted-4711-token\n",
    "planted-4711,planted-4711\nplanted-4711,source\n",
    '{"planted-4711": ["planted-4711", "planted-4711"]}',
    "root:x:0:0:planted-4711:/root:/bin/sh\n",
]


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_file_that_does_not_look_like_the_table_is_not_repeated(faults, tmp_path, name, text):
    (tmp_path / "figures.csv").write_text(text)
    assert "planted" not in "\n".join(faults(name))
    assert "it does not look like a table of figures" in faults(name)[0]


HEAD = "indicator,group,area,period,value,unit,source,published,standing"


@pytest.mark.parametrize("column", range(2, 9))
def test_a_long_cell_is_quoted_with_at_most_80_characters(faults, tmp_path, column):
    cells = ["rate", "all", "937", "2020", "5", "percent", "s", "2021-01-01", "p"]
    cells[column] = "?" + "long" * 100
    other = [*cells[:3], "20x0", *cells[4:]]
    (tmp_path / "figures.csv").write_text("\n".join([HEAD, ",".join(cells), ",".join(other)]) + "\n")
    for one in faults("csv"):
        assert "long" * 20 not in one


def test_a_long_name_of_a_column_is_quoted_with_at_most_80_characters(faults, tmp_path):
    (tmp_path / "figures.csv").write_text(f"{HEAD},{'long' * 100}\n")
    (one,) = faults("csv")
    assert one.startswith('figures.csv:1: unknown column "long')
    assert "long" * 20 not in one
