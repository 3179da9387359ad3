"""Finding words in the text of records that were narrowed already."""

from collections.abc import Iterable

from rapidfuzz.fuzz import token_set_ratio

from stationmaster.core.record import Record
from stationmaster.kit.evidence import as_text
from stationmaster.kit.names import fold


def best_first(query: str, records: Iterable[Record]) -> list[Record]:
    """Those records in whose text every word of `query` begins a word, the closest text first.

    The order depends on nothing but the text of these records and their ids.
    """
    words = fold(query).split()
    scored = ((_text(r), r) for r in records)
    kept = [(text, r) for text, r in scored if words and _has_all(words, text.split())]
    key = " ".join(words)
    kept.sort(key=lambda pair: (-token_set_ratio(key, pair[0]), pair[1].ref))
    return [record for _, record in kept]


def _text(record: Record) -> str:
    return fold(" ".join(as_text(value) for value in record.properties.values()))


def _has_all(words: list[str], text: list[str]) -> bool:
    return all(any(t.startswith(word) for t in text) for word in words)
