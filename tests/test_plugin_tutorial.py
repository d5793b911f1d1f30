"""The tutorial for authors of plugins can be followed to the letter, in an environment of its own."""

import re
import shlex
import subprocess
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "plugin-tutorial.md").read_text(encoding="utf-8")


def files(text):
    """Return the blocks of a page that are files, and its sessions, in their order."""
    return re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def lines_are(shown, printed):
    """Whether what a page shows is printed; ... stands for anything, blanks do not count."""
    pattern = "".join(
        ".*" if part == "..." else re.escape(part) for part in re.split(r"(\.\.\.)", " ".join(shown.split()))
    )
    return re.fullmatch(pattern, " ".join(printed.split())) is not None


def test_the_tutorial_can_be_followed_to_the_letter(environment, tmp_path):
    python, install = environment
    before = tmp_path / "src" / "wes_rules_ledger" / "__init__.py"
    installed = False
    for language, name, text in files(PAGE):
        if language != "console":
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            # A block of a file that is there already replaces its end.
            kept = before.read_text(encoding="utf-8").partition(text.splitlines()[0])[0] if file.exists() else ""
            file.write_text(kept + text, encoding="utf-8")
            installed &= not name.startswith("src/")
            continue
        if not installed:
            install(tmp_path)
            installed = True
        for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, shown = step.partition("\n")
            program, *words = shlex.split(command)
            if program == "pip":
                continue
            module = {"wes-rules": "wes_rules", "pytest": "pytest"}[program]
            more = ["-p", "no:cacheprovider"] if program == "pytest" else []
            command = [str(python), "-m", module, *words, *more]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
            said = re.sub(r"^=+ (.*?) =+$", r"\1", done.stdout, flags=re.MULTILINE)
            assert lines_are(shown, said + done.stderr), said + done.stderr
