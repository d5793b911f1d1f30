"""A plan is written where somebody says, or one line says why it is not."""

import pytest

from wes_rules.cli.main import main

TIDY = "indicator,area,period,value\nabsence,937,2020,4.1\n"


@pytest.mark.parametrize("options", [(), ("--figures", "figures.csv", "--better", "lower")])
def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path, monkeypatch, capsys, options):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(TIDY)
    assert main(["init", "recycle/plan.toml", *options]) == 4
    assert capsys.readouterr().err == "recycle/plan.toml: there is no folder recycle; make it first\n"
    (tmp_path / "file").write_text("")
    assert main(["init", "file/plan.toml", *options]) == 4
    assert "file is no folder" in capsys.readouterr().err
