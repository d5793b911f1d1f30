"""Where the example plan is: in an installed wheel, or in the repository."""

from __future__ import annotations

from pathlib import Path

from wes_rules.errors import PlanError, Problem

NAME = "warwickshire"


def example_plan() -> Path:
    """Return the example plan's file."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        plan = folder / NAME / "plan.toml"
        if plan.is_file():
            return plan
    raise PlanError(Problem("the example plan is not part of this installation", "install wes-rules again"))
