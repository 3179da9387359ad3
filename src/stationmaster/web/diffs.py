"""What differs between two texts, word by word, so that a changed word in a long text is seen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SHORTEST = 40
MOST_WORDS = 2000
ALIKE = 0.3

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a text. `marked`: it is not in the other one."""

    text: str
    marked: bool = False


Parts = tuple[Part, ...]


def compared(before: str, after: str) -> tuple[Parts, Parts]:
    """Both texts in parts. Short ones, very long ones and those with little in common are marked
    whole: there a reader compares better without help."""
    whole = (Part(before, True),), (Part(after, True),)
    if min(len(before), len(after)) < SHORTEST:
        return whole
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return whole
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    common = _count(w for tag, a, b, _, _ in codes if tag == "equal" for w in old[a:b])
    if common < ALIKE * max(_count(old), _count(new)):
        return whole
    return (
        tuple(_parts(old, [(tag == "equal", a, b) for tag, a, b, _, _ in codes])),
        tuple(_parts(new, [(tag == "equal", c, d) for tag, _, _, c, d in codes])),
    )


def _count(words: Iterable[str]) -> int:
    """How many words there are, spaces aside."""
    return sum(1 for word in words if not word.isspace())


def _parts(words: Sequence[str], spans: Sequence[tuple[bool, int, int]]) -> Iterator[Part]:
    for same, start, end in spans:
        if end > start:
            yield Part("".join(words[start:end]), not same)
