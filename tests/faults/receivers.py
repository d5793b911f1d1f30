"""Two notifiers whose receivers outlive every process: one drops repeats of a key, one does not."""

import os

import attrs

from wes_rules.plugins import Dedup, NotifierType, Receipt, hookimpl


@attrs.frozen
class Config:
    """
    A file.

    Args:
        path: The file; it lies beside the plan.
    """

    path: str


@attrs.frozen
class Receiver:
    """Writes the recipient and the key of each message to a file."""

    config: Config
    context: object
    drops: bool

    def send(self, message, *, attempt, timeout):
        path = self.context.base / self.config.path
        line = f"{message.recipient}\t{message.key}\n"
        if not (self.drops and path.exists() and line in path.read_text()):
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(file, line.encode())
            os.fsync(file)
            os.close(file)
        return Receipt()


@attrs.frozen
class Plugin:
    """One of the two, as a plugin."""

    name: str
    dedup: Dedup

    @hookimpl
    def wes_rules_notifiers(self):
        drops = self.dedup is Dedup.KEY
        kind = NotifierType(
            self.name, "Writes to a file", Config, lambda *given: Receiver(*given, drops), dedup=self.dedup
        )
        return [kind]


KEYED = Plugin("keyed", Dedup.KEY)
NAIVE = Plugin("naive", Dedup.NONE)
