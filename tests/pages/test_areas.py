"""A page for each area, and an index from which they are reached."""

from __future__ import annotations

import multiprocessing
import pickle
import shutil

import attrs
import pytest
from tests.pages.conftest import DAY, read

from wes_rules import load_plan
from wes_rules.cli.demo_command import example_plan
from wes_rules.cli.main import main
from wes_rules.errors import DefinitionError
from wes_rules.pages.areas import areas_named, entry, files_for, index_of, scorecard_for
from wes_rules.pages.html import index_page_of

# Two measures are enough to see that areas differ.
MEASURES = ("gld-national-and-rank", "ehcp-20-weeks")


@pytest.fixture(scope="module")
def loaded():
    plan = load_plan(example_plan())
    history = plan.read(as_of=DAY).history
    few = tuple(one for one in plan.plan.measures if one.id in MEASURES)
    return attrs.evolve(plan.plan, measures=few), history


def test_without_a_name_the_areas_of_the_plan_are_taken_but_not_those_to_compare_with(loaded):
    found = areas_named(*loaded, ())
    assert len(found) == 15
    assert "970" not in found


def test_areas_are_named_by_code_by_set_or_all(loaded):
    assert areas_named(*loaded, ("937", "970", "937")) == ("937", "970")
    assert len(areas_named(*loaded, ("statistical-neighbours-2021-04",))) == 10
    assert set(areas_named(*loaded, ("all",))) == set(areas_named(*loaded, ()))


def test_an_area_that_is_none_is_refused_with_the_nearest(loaded):
    with pytest.raises(DefinitionError, match='"93" is neither an area nor an area set; did you mean'):
        areas_named(*loaded, ("93",))


def test_each_area_is_judged_for_itself(loaded):
    plan, history = loaded
    ours, theirs = (scorecard_for(plan, history, code, as_of=DAY) for code in ("937", "895"))
    assert (ours.area_name, theirs.area_name) == ("Warwickshire", "Cheshire East")
    assert [one.judged_on for one in ours.measures] != [one.judged_on for one in theirs.measures]
    assert theirs.measures[0].series[0].whose == "Cheshire East"


def test_the_index_counts_each_measure_once_and_what_is_made_up_apart():
    loaded = load_plan(example_plan())
    named = ("ehcp-20-weeks", "cme-referrals-closed-20-days")
    plan = attrs.evolve(loaded.plan, measures=tuple(one for one in loaded.plan.measures if one.id in named))
    history = loaded.read(as_of=DAY).history
    cards = [scorecard_for(plan, history, code, as_of=DAY) for code in ("937", "895")]
    index = index_of(plan, [entry(one, f"{one.area}.html") for one in cards], as_of=DAY)
    assert {one.name: (one.total, one.apart_in) for one in index.measures} == {
        "Missing-education referrals closed within 20 days": (1, 1),
        "EHC plans issued within 20 weeks": (2, 0),
    }
    page = read(index_page_of(index))
    (ours,) = (one for one in page.all("th") if "Warwickshire" in one.text)
    assert ours.text == "Warwickshire 1 more made up"


def test_no_two_areas_share_a_file_and_none_is_the_index():
    files = files_for(("index", "a b", "a/b", "A-B", ""))
    assert len({name.lower() for name in files.values()} | {"index.html"}) == 6
    assert all("/" not in name for name in files.values())


def test_a_plan_and_its_history_can_be_handed_to_another_process(loaded):
    whole = load_plan(example_plan()).plan
    assert pickle.loads(pickle.dumps((whole, loaded[1]))) == (whole, loaded[1])


def test_the_command_writes_an_index_that_leads_to_every_page(tmp_path, capsys):
    folder = shutil.copytree(example_plan().parent, tmp_path / "plan")
    head, *measures = (folder / "plan.toml").read_text().split("[[measures]]\n")
    (folder / "plan.toml").write_text("[[measures]]\n".join((head, *measures[:2])))
    asked = ["scorecard", str(folder / "plan.toml"), "--as-of", str(DAY), "--areas", "937", "895", "--jobs", "1"]
    assert main([*asked, "-o", str(tmp_path / "areas")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'areas' / 'index.html'}: written, and 2 pages beside it\n"
    index = read((tmp_path / "areas" / "index.html").read_text())
    links = {one.text: one.given["href"] for one in index.one("section", id="areas").all("a")}
    assert links == {"Cheshire East": "895.html", "Warwickshire": "937.html"}
    for name, file in links.items():
        page = read((tmp_path / "areas" / file).read_text())
        assert page.one("p", **{"class": "kicker"}).text == name
        assert [one.text for one in page.all("a", href="index.html")] == ["All areas"]


def test_several_processes_make_the_same_pages_as_one(tmp_path):
    from wes_rules.cli import page_command

    plan, history = load_plan(example_plan()).plan, load_plan(example_plan()).read(as_of=DAY).history
    few = attrs.evolve(plan, measures=plan.measures[:2])
    files = {"937": "937.html", "895": "895.html"}
    alone, together = (sorted(page_command._pages(few, history, DAY, files, jobs), key=str) for jobs in (1, 2))
    assert alone == together
    assert not multiprocessing.active_children()


def test_areas_and_several_outputs_are_refused(capsys):
    assert main(["scorecard", str(example_plan()), "--areas", "-o", "a", "-o", "b"]) == 2
    assert "--areas writes one folder of pages; give one -o" in capsys.readouterr().err
