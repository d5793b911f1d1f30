"""Secrets: settings hold the name of an environment variable, and the variable holds the secret."""

from __future__ import annotations

from wes_rules.errors import Problem, WesRulesError
from wes_rules.plugins.api import Context

__all__ = ["secret"]


def secret(context: Context, name: str, raises: type[WesRulesError]) -> str:
    """
    Return the value of an environment variable, without white space around it.

    Args:
        context: What the plugin was given.
        name: The name of the variable.
        raises: What to raise when it is not set, is empty, or holds control characters: a `SourceError`, or a
            `TransientFailure`, as a message is kept until somebody has set it. Its value is never told.
    """
    value = context.environ.get(name, "").strip()
    if not value:
        raise raises(Problem(f"the environment variable {name} is not set", "set it for whatever runs wes-rules"))
    if not value.isprintable():
        raise raises(Problem(f"the environment variable {name} holds control characters", "set it again"))
    return value
