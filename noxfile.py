"""
The tests of the sdist, with the lowest and the newest dependencies: `python3 dev.py matrix`.

Each session builds the sdist, unpacks it elsewhere, installs it with every plugin and runs its tests there, so what
it proves is true of what is published. A session whose Python is not there is skipped, and says so. uv, which alone
can choose the lowest version that each bound allows, comes with the extra [matrix].
"""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

import nox
import uv

nox.options.default_venv_backend = "uv"
nox.options.error_on_missing_interpreters = False
# The commands of pyenv start only the versions that it is told of, and here any that is installed will do.
_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
_FOLDERS = map(str, _PYENV.glob("versions/3.1[13].*/bin"))
os.environ["PATH"] = os.pathsep.join([*_FOLDERS, os.environ.get("PATH", "")])


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests on the lowest Python, with the lowest version of each dependency that we name."""
    _tests(session, "lowest-direct")


@nox.session(python="3.13")
def newest(session: nox.Session) -> None:
    """Run the tests on the newest Python, with the newest version of each dependency."""
    _tests(session, "highest")


def _tests(session: nox.Session, resolution: str) -> None:
    folder = _unpacked_sdist(session)
    plugins = sorted(path.parent for path in folder.glob("plugins/*/pyproject.toml"))
    wanted = [word for path in plugins for word in ("-e", str(path))]
    session.install("--resolution", resolution, "-e", f"{folder}[dev]", *wanted)
    session.chdir(folder)
    shared = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    session.run("pytest", *shared, "-p", "no:cacheprovider", *session.posargs)


def _unpacked_sdist(session: nox.Session) -> Path:
    into = Path(session.create_tmp()).resolve()
    shutil.rmtree(into)
    into.mkdir()
    session.run(uv.find_uv_bin(), "build", "--quiet", "--sdist", "--out-dir", str(into), external=True)
    (archive,) = into.glob("wes_rules-*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(into, filter="data")
    archive.unlink()
    return into / archive.name.removesuffix(".tar.gz")
