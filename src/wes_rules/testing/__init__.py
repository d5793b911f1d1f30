"""
Tests for rules and plugins; needs the extra `testing`.

`SourceContract`, `NotifierContract`, `StoreContract` and `RuleKindContract` are classes of tests to subclass; `laws`
has the laws of rules as functions, and `Loopback` is a scripted test server. None of this is loaded as a pytest plugin; import what you use.
"""

try:
    import pytest
except ModuleNotFoundError as error:
    what = 'wes_rules.testing needs pytest, which is not installed; pip install "wes-rules[testing]"'
    raise ModuleNotFoundError(what, name=error.name) from None

# Before they are imported, so that a failed assertion shows its values.
pytest.register_assert_rewrite(
    "wes_rules.testing.contract",
    "wes_rules.testing.notifiers",
    "wes_rules.testing.rule_kinds",
    "wes_rules.testing.sources",
    "wes_rules.testing.stores",
)

from wes_rules.testing.contract import PLANTED, Contract  # noqa: E402
from wes_rules.testing.loopback import Asked, Loopback, Sent, cut_off, hang_up, refusing, reply, silence  # noqa: E402
from wes_rules.testing.notifiers import NotifierContract, sample_message  # noqa: E402
from wes_rules.testing.rule_kinds import RuleKindContract  # noqa: E402
from wes_rules.testing.sources import Broken, Known, SourceContract, wanted  # noqa: E402
from wes_rules.testing.stores import StoreContract  # noqa: E402

__all__ = [
    "PLANTED", "Asked", "Broken", "Contract", "Known", "Loopback", "NotifierContract", "RuleKindContract", "Sent",
    "SourceContract", "StoreContract", "cut_off", "hang_up", "refusing", "reply", "sample_message", "silence",
    "wanted",
]  # fmt: skip
