"""What the commands say of a figure that was asked about before it is told as news."""

from wes_rules.cli.main import main
from wes_rules.stores.sqlite import init_store

PLAN = """\
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "console"
[alerts]
fallback = "F"
question_jumps_over = 20
[calendars.y]
kind = "calendar-year"
lag = "6 months"
[[measures]]
id = "m"
title = "M"
owner = "B"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {indicator = "i"}
rule = {kind = "threshold", at_least = 50}
"""
FIGURES = """\
indicator,group,area,period,value,unit,source
i,all,937,2022,60,percent,s
i,all,937,2023,61,percent,s
i,all,937,2024,6,percent,s
"""


def test_a_question_names_the_figure_its_row_and_what_to_do_and_the_commands_say_until_when_news_waits(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "figures.csv").write_text(FIGURES)
    init_store(tmp_path / "a.db")
    main(["run", "plan.toml", "--as-of", "2025-07-02", "--store", "a.db"])
    sent = capsys.readouterr().out
    assert "To B: Figure to check: M (2024) - P" in sent
    assert "6.0% in 2024. It differs by more than 20.0 points" in sent
    assert "It was read from s (figures.csv row 4). If it is wrong, have it corrected there." in sent
    command = 'wes-rules alerts ack m --note "it is right" --store a.db'
    assert "  By 8 July 2025, please check the figures.\n" in sent
    assert "told from 9 July 2025 on, or once somebody says so.\n" in sent
    assert f"For office use, to record that it is right:\n  {command}\n" in sent
    assert "off track" not in sent.lower()
    main(["alerts", "explain", "m", "--store", "a.db"])
    assert "was asked on 2 July 2025: it is told from 9 July 2025 on" in capsys.readouterr().out
    main(["alerts", "show", "m", "--store", "a.db"])
    shown = capsys.readouterr().out
    assert "was told: figures to check (2024)" in shown
    assert "; closed" not in shown
