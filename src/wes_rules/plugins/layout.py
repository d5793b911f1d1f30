"""The layout of messages for notifiers that show more than plain text: sections, alerts and their lines."""

from __future__ import annotations

from wes_rules.alerts.headings import heading_of
from wes_rules.alerts.layout import Item, Section, foot_of, page_of, sections_of

__all__ = ["Item", "Section", "foot_of", "heading_of", "page_of", "sections_of"]
