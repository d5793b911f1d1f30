"""
Build the site into build/site: `python3 dev.py site`.

The pages are those of docs/, the README of each plugin, and a reference that is generated from the code. They are
put together in build/pages, with their links turned to where the pages are there. A dead link, a page that no
table of contents names, and a page that would load something from elsewhere all fail.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from given import given_page
from reference import reference_pages
from sphinx.cmd.build import main as sphinx

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES, SITE = ROOT / "build" / "pages", ROOT / "build" / "site"
LINK = re.compile(r"\]\((?!https?:)([^)\s#]+)(#[^)\s]*)?\)")
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\ssrc=["'](?:https?:)?//|<link[^>]*rel="(?:stylesheet|preconnect|icon)"[^>]*href="(?:https?:)?//|url\(["']?(?:https?:)?//"""
)


def main() -> int:
    """Put the pages together, build the site, and refuse one that is not whole by itself."""
    for folder in (PAGES, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    assemble()
    kept = ["-d", str(ROOT / "build" / "doctrees")]
    if failed := sphinx(["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE), *kept, str(PAGES), str(SITE)]):
        return failed
    shown = [page for kind in ("html", "css") for page in sorted(SITE.rglob(f"*.{kind}"))]
    if fetched := [str(page.relative_to(SITE)) for page in shown if LOADED.search(_text(page))]:
        print("these pages load something from elsewhere:", *fetched, sep="\n  ", file=sys.stderr)
        return 1
    print(f"{SITE / 'index.html'}: {len(list(SITE.rglob('*.html')))} pages")
    return 0


def assemble() -> None:
    """Write every page of the site to build/pages."""
    places = _places()
    for source, place in places.items():
        target = PAGES / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            target.write_text(_turned(source, place, places), encoding="utf-8")
        else:
            shutil.copyfile(source, target)
    for name, text in {**reference_pages(), "given.md": given_page()}.items():
        target = PAGES / "reference" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _places() -> dict[Path, str]:
    """Return for each file of the repository that is on the site where it is there."""
    docs = {page: page.name for page in ROOT.glob("docs/*.md")}
    pictures = {page: f"images/{page.name}" for page in ROOT.glob("docs/images/*.png")}
    plugins = {page: f"plugins/{page.parent.name}.md" for page in ROOT.glob("plugins/[a-z]*/README.md")}
    examples = {page: f"examples/{page.parent.name}.md" for page in ROOT.glob("examples/*/README.md")}
    tests = ROOT / "examples" / "warwickshire" / "plan_tests.toml"
    top = {ROOT / name: name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE")}
    # The site's own first page is written in the place of the README, to which pages link.
    return {
        ROOT / "README.md": "index.md",
        HERE / "index.md": "index.md",
        **docs,
        **pictures,
        **plugins,
        **examples,
        tests: "examples/plan_tests.toml",
        **top,
    }


def _turned(source: Path, place: str, places: dict[Path, str]) -> str:
    """Return a page whose links lead to where pages are on the site; a folder is named and not linked."""
    up = "../" * place.count("/")

    def turn(match: re.Match[str]) -> str:
        path, anchor = match.groups()
        there = (source.parent / path).resolve()
        if there in places:
            return f"]({up}{places[there]}{anchor or ''})"
        # What is generated has no file in the repository.
        return match.group() if source.parent == HERE else f"]({_not_on_the_site(source, path)})"

    return LINK.sub(turn, _text(source))


def _not_on_the_site(source: Path, path: str) -> str:
    raise SystemExit(
        f"{source.relative_to(ROOT)}: {path} is not on the site; link to a page, or name it without a link"
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
