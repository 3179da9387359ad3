"""The one filter language: groups of `property operator value`, AND inside a group, OR between.

Used by searches, views, policy scopes and routing rules. It is evaluated in memory here and compiled
to SQL in `records.filters`; both work from `resolve`, and property tests hold them to one answer:

- A property that is not set matches `not_has_property` and nothing else, `neq` included.
- Numbers compare as numbers, text by code point (so case counts), dates and moments by time.
- For a moment a plain date means the whole day in UTC: `at lte 2026-01-31` includes the 31st.
- A property with several options: `eq` and `in` ask whether it has the option, or one of them.
- `contains_token` asks whether all words of its value are words of the text; see `words`.
"""

from stationmaster.core.filter.json_form import from_json, to_json
from stationmaster.core.filter.match import Predicate, matches, predicate
from stationmaster.core.filter.nouns import EVERYTHING, Condition, Filter, Group, Operator
from stationmaster.core.filter.parsing import parse
from stationmaster.core.filter.resolve import check, operators_for
from stationmaster.core.filter.text import to_text

__all__ = [
    "EVERYTHING",
    "Condition",
    "Filter",
    "Group",
    "Operator",
    "Predicate",
    "check",
    "from_json",
    "matches",
    "operators_for",
    "parse",
    "predicate",
    "to_json",
    "to_text",
]
