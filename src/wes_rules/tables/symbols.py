"""The symbols that publishers print in place of a number, or beside one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

import attrs

from wes_rules.errors import Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.values.quantity import AnyUnit, Standing, split_standing

_MEANINGS = ("z", "x", "c", "low", "k", "u")
# Each publisher's symbols in place of a number, beside those of the Government Statistical Service, which are always read.
# Where a publisher's symbol may also stand for nought, it is read as not available: the widest of what it may mean.
PUBLISHERS: Mapping[str, Mapping[str, str]] = {
    # The Analysis Function's guidance: [w] none recorded in the survey, [er] withdrawn for an error.
    "gss": {"[w]": "x", "[er]": "x", "[n]": "low"},
    # The codes of the performance tables.
    "dfe": {"SUPP": "c", "SUPPMAT": "c", "NE": "z", "NA": "z", "NP": "x", "LOWCOV": "x", "NEW": "x", "DNS": "x"},
    "ofsted": {"NULL": "x", "Not judged": "x", "REDACTED": "c", "N/A": "z"},
    "nhs": {"*": "c", "#": "c", "N/A": "z", "n/a": "z", "NA": "x", "NULL": "x"},
    # Of the earnings survey and its like: x unreliable, .. disclosive, : not applicable.
    "ons": {"..": "c", ":": "z", "x": "u", "*": "c"},
    "fingertips": {"*": "c", "Suppressed": "c", "NA": "x", "NaN": "x"},
    "eurostat": {":": "x"},
}
# Publishers' letters beside a number, or beside the symbol for none, as "15.1 bu" and ": c": how firm the figure is, and what changes nothing of it.
_FLAGS: Mapping[str, Mapping[str, Standing | None]] = {
    "eurostat": {
        **dict.fromkeys("bcdnuz"), "f": Standing.FORECAST, "e": Standing.ESTIMATE, "s": Standing.ESTIMATE, "p": Standing.PROVISIONAL,
        "r": Standing.REVISED,
    },
}  # fmt: skip
# What a word may stand for: "Good" is grade 2.
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_IN_PARENTHESES = re.compile(r"\(([£$]?[\d.,]+%?)\)")
# Beside a number it may be a part of it, such as its uncertainty; beside a period it is a note.
_FOOTNOTE = re.compile(r"(.*[\w)\]])\s*\((?:notes? ?)?\d{1,2}(?:, ?\d{1,2})*\)", re.IGNORECASE | re.ASCII)
# A binary number has so many digits that count, and is written with two more at most: behind zeros or nines they came by reckoning.
_PRECISE, _WRITTEN = 15, 17
_NOISY = re.compile(r"-?\d*\.\d*?(?:0{4}|9{4})\d{1,5}", re.ASCII)
# A letter beside a number without brackets; a p is also a penny.
_BARE = re.compile(r"(.*\d)\s?([pref])", re.IGNORECASE | re.ASCII)


def beside(text: str, unit: AnyUnit | None = None) -> tuple[str, Standing | None]:
    """Split a number or label from the mark beside it, and return its standing; beside some units a letter is a part of the number."""
    word, standing = split_standing(text)
    bare = unit is None or not (unit.prefix or unit.suffix.strip().isalpha())
    if bare and (letter := _BARE.fullmatch(word)) is not None:
        return letter[1], standing or Standing(letter[2].lower())
    return word, standing


@attrs.frozen
class Signs:
    """
    How the values of a table are written.

    Args:
        symbols: What each symbol or word in place of a number means here: another symbol, or a number.
        named: Whether the plan says whose symbols they are.
        parentheses: Whether a number in parentheses is negative.
        flags: Letters that stand beside a number, each with how firm it makes the figure, the less firm first.
        setting: Whether a plan may say what else they mean.
    """

    symbols: Mapping[str, str] = attrs.field(factory=dict)
    named: bool = False
    parentheses: bool = False
    flags: Mapping[str, Standing | None] = attrs.field(factory=dict)
    setting: bool = True

    def meant(self, text: str, unit: AnyUnit) -> tuple[str, Standing | None]:
        """Return a cell in this library's spelling, and the standing of a mark beside it."""
        word = text.strip()
        if (symbol := self.symbols.get(word)) is not None:
            return symbol, None
        if not word or (word.isascii() and word[-1].isdigit()):
            return word if len(word) <= _PRECISE else _without_noise(word), None
        number, _, letters = word.rpartition(" ")
        if number and letters and self.flags.keys() >= {*letters}:
            if (symbol := self.symbols.get(number.strip())) is not None:
                return ("c" if "c" in letters else symbol), None
            return number.strip(), next((firm for one, firm in self.flags.items() if one in letters and firm), None)
        word, standing = beside(word, unit)
        if standing is Standing.REVISED and not self.named:
            # It takes the place of another figure: nobody's word is taken for that whose marks are not known.
            return text.strip(), None
        if self.parentheses and (negative := _IN_PARENTHESES.fullmatch(word)) is not None:
            word = f"-{negative[1]}"
        return word, standing


def _without_noise(word: str) -> str:
    """Return 72.6 for 72.599999999999994, which a program has written; any other text as it is."""
    if _NOISY.fullmatch(word) is None or not _PRECISE < len(word.strip("-0.").replace(".", "")) <= _WRITTEN:
        return word
    return format(Decimal(f"{Decimal(word):.{_PRECISE}g}").normalize() + 0, "f")


@lru_cache(maxsize=4096)
def label_and_standing(text: str) -> tuple[str, str]:
    """Return a period's label without the mark beside it, and the standing that the mark means."""
    word, standing = beside(text)
    while (footnote := _FOOTNOTE.fullmatch(word)) is not None:
        word, more = beside(footnote[1])
        standing = standing or more
    return word, "" if standing is None else standing.value


def signs_of(symbols: str | Mapping[str, str], negatives: str, *, setting: bool) -> Signs:
    """Return the spelling of values by a table's settings, which a plan may have or a source makes by itself."""
    known = PUBLISHERS[symbols] if isinstance(symbols, str) else symbols
    flags = _FLAGS.get(symbols, {}) if isinstance(symbols, str) else {}
    return Signs(known, named=bool(symbols), parentheses=negatives == "parentheses", flags=flags, setting=setting)


def symbol_faults(symbols: str | Mapping[str, str]) -> Iterator[Problem]:
    """List the faults of the setting: an unknown publisher, or an unknown meaning of a symbol."""
    if isinstance(symbols, str):
        if symbols not in PUBLISHERS:
            remedy = near_miss(symbols, PUBLISHERS, otherwise='say what each means: symbols = {"*" = "c"}')
            yield Problem(f"symbols: nobody knows the symbols of {quoted(symbols)}", remedy)
        return
    for symbol, means in symbols.items():
        if means.lower() not in _MEANINGS and _NUMBER.fullmatch(means) is None:
            what = f"symbols: {quoted(symbol)} is said to mean {quoted(means)}, which is neither a symbol nor a number"
            yield Problem(what, near_miss(means, _MEANINGS))
