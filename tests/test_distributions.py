"""Every distribution says who made it, under which licence, and in which version; no link of a README is dead."""

import io
import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import wes_rules

ROOT = Path(__file__).parents[1]
PLUGINS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
FOLDERS = [ROOT, *PLUGINS]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(ROOT.glob("docs/**/*.md"))


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def built(builder, folder, into):
    (artifact,) = builder(str(folder)).build(directory=str(into), versions=["standard"])
    return Path(artifact)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def wheel(request, tmp_path_factory):
    """Build a wheel as an index gets it: from the sdist, unpacked somewhere else."""
    folder = tmp_path_factory.mktemp("built")
    sdist = built(SdistBuilder, request.param, folder)
    with tarfile.open(fileobj=io.BytesIO(sdist.read_bytes())) as archive:
        # Python 3.11 knows filters from 3.11.4 on.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    source = folder / sdist.name.removesuffix(".tar.gz")
    assert (source / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    return zipfile.ZipFile(built(WheelBuilder, source, folder))


def metadata(wheel):
    (name,) = (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
    return wheel.read(name).decode()


def test_a_wheel_made_from_the_sdist_carries_licence_author_and_the_one_version(wheel):
    said = metadata(wheel)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
    for line in (f"Version: {wes_rules.__version__}", "License-Expression: MIT", "Author: The wes_rules authors"):
        assert f"\n{line}\n" in said


def test_a_wheel_carries_nothing_that_only_tests_need(wheel):
    # A template's tests are what `wes-rules plugins new` writes; whoever tests a plan of workbooks writes small ones by this module.
    meant = ("wes_rules/plugin_templates/", "wes_rules_excel/fake.py")
    ours = [name for name in wheel.namelist() if not name.startswith(meant)]
    assert [name for name in ours if re.search(r"(^|/)(tests?|fakes?)(_\w+)?(\.py|/)", name)] == []


def test_what_an_index_shows_has_no_relative_link(wheel):
    _, _, readme = metadata(wheel).partition("\n\n")
    assert readme
    assert re.findall(r"\]\((?!https?://|#)[^)]*\)", readme) == []


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_plugin_asks_for_the_release_that_it_belongs_to(folder):
    major, minor, _ = wes_rules.__version__.split(".")
    wanted = f">={major}.{minor},<{major}.{int(minor) + 1}"
    asked = [one for one in project(folder)["dependencies"] if one.startswith("wes-rules")]
    assert asked
    for one in asked:
        assert re.sub(r"^[\w-]+(\[\w+\])?", "", one) == wanted


def anchors(page):
    """Return the anchors of a page's headings, as code hosts and the site make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_to_a_file_and_a_heading(page):
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_the_changelog_s_latest_release_is_this_version():
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert headings[1].startswith(f"{wes_rules.__version__} - ")
