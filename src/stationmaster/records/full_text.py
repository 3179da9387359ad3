"""What of a record is found by its words, and what a query asks for.

Words are cut and folded here, case and accents taken out, nothing stemmed; the databases only store
and find them. A query is the words of what was typed: all must be there, the last may be a
beginning. No query syntax reaches a database, so no text is ill-formed.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from stationmaster.core.filter.words import words
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Value

TEXTUAL = frozenset(
    {
        PropertyType.STRING,
        PropertyType.TEXT,
        PropertyType.EMAIL,
        PropertyType.PHONE,
        PropertyType.URL,
    }
)
"""Options are for filters; indexing them would make every change of a status a change of the index."""
LONGEST_INDEXED = 100_000
"""Characters of a record that are searched; PostgreSQL can index less than a megabyte of words."""
LONGEST_WORD = 100
MOST_WORDS_ASKED = 20


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a record, separated by blanks: those that name it, and all others."""

    title: str
    body: str


def is_searched(definition: PropertyDefinition) -> bool:
    """Sensitive properties are not: finding a record by a value tells the value."""
    return definition.type in TEXTUAL and not definition.sensitive


def text_of(kind: ObjectType, properties: Mapping[str, Value]) -> Text:
    title: list[str] = []
    body: list[str] = []
    for name, value in properties.items():
        definition = kind.properties.get(name)
        if definition and value is not None and is_searched(definition):
            (title if name in kind.title else body).append(str(value))
    return Text(*(" ".join(words_of(" ".join(part))) for part in (title, body)))


def words_of(raw: str) -> list[str]:
    raw = raw[:LONGEST_INDEXED]
    if not raw.isascii():
        parts = unicodedata.normalize("NFKD", raw.casefold())
        raw = "".join(c for c in parts if not unicodedata.combining(c))
    return [word[:LONGEST_WORD] for word in words(raw)]


def asked_words(typed: str) -> list[str]:
    """The words of a query, each once; the last one typed stays last."""
    readable = typed.replace("\0", " ").encode("utf-8", "ignore").decode()
    last_first = dict.fromkeys(reversed(words_of(readable)))
    return list(last_first)[:MOST_WORDS_ASKED][::-1]
