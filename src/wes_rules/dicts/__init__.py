"""Values as plain dictionaries that JSON can carry, and back: what one program sends another."""

from wes_rules.dicts.reading import from_dict
from wes_rules.dicts.writing import schema_of, to_dict

__all__ = ["from_dict", "schema_of", "to_dict"]
