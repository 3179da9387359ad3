"""Names of people and companies, made comparable."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from nameparser import HumanName
from nicknames import NickNamer
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

LEGAL_FORMS = (
    "ltd limited llc llp lp inc incorporated corp corporation co company plc gmbh ag kg ohg ug mbh "
    "se sa sas sarl srl spa sl slu lda ltda bv nv vof ab hb oy oyj as asa aps sp z zoo oo ae sro kft rt "
    "pty pte sdn bhd kk"
)
FILLERS = "the and of und et y e og och de"
_PLAIN = {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_DOTTED = re.compile(r"\b(\w)\s?[./]\s?(?=\w\b)")  # "B.V.", "s.r.o.", "A/S", "z o.o."
_LEFT_OUT = frozenset(f"{LEGAL_FORMS} {FILLERS}".split())


@dataclass(frozen=True, slots=True)
class PersonName:
    """First and last name, folded: lower case, no accents, no punctuation."""

    first: str
    last: str

    @property
    def known(self) -> bool:
        """Whether there is enough to tell two people apart."""
        return bool(self.first and self.last)


def fold(text: str) -> str:
    """Lower case without accents and punctuation, single blanks: for comparing, never for storing."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    plain = (_PLAIN.get(c, c) for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", "".join(plain)).split())


@lru_cache(maxsize=65_536)
def person(first: str, last: str) -> PersonName:
    """A person's name from two fields, or from one that holds it whole ("Dr. Dana Lind", "Lind, Dana")."""
    if first.strip() and last.strip():
        return PersonName(fold(first), fold(last))
    parsed = HumanName((first or last).strip())
    return PersonName(fold(parsed.first), fold(parsed.last))


def person_similarity(a: PersonName, b: PersonName) -> float:
    """0 to 1: how likely two names are one person's, seen by spelling alone.

    The surname by Jaro-Winkler; the first name as well, where a nickname or an initial of the other
    counts as nearly the same. Names given in swapped order are read the other way round.
    """
    if not (a.last and b.last):
        return 0.0
    if not (a.first and b.first):
        return _ordered(a, b)
    swapped = max(
        _ordered(a, PersonName(b.last, b.first)), _ordered(b, PersonName(a.last, a.first))
    )
    return max(_ordered(a, b), 0.97 * swapped)


def compatible(a: PersonName, b: PersonName) -> bool:
    """Whether both names can be one person's. A missing part contradicts nothing."""
    if not (a.last and b.last):
        return not (a.first and b.first) or _first_names(a.first, b.first) >= 0.85
    return person_similarity(a, b) >= 0.85


def _ordered(a: PersonName, b: PersonName) -> float:
    last = JaroWinkler.similarity(a.last, b.last)
    if not (a.first and b.first):
        return last * 0.85
    return last * _first_names(a.first, b.first)


def _first_names(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if _related(a) & _related(b):
        return 0.97
    if min(len(a), len(b)) == 1:
        return 0.92 if a[0] == b[0] else 0.0
    return JaroWinkler.similarity(a, b)


@cache
def _nicknames() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=16_384)
def _related(first: str) -> frozenset[str]:
    head = first.split(" ")[0]
    return frozenset({head, *_nicknames().canonicals_of(head)})


@lru_cache(maxsize=65_536)
def company_key(name: str) -> str:
    """A company's name without legal form and filler words: "The Northgate Co. Ltd" -> "northgate".

    A name of nothing but such words is kept whole.
    """
    words = fold(_DOTTED.sub(r"\1", name)).split()
    kept = [word for word in words if word not in _LEFT_OUT]
    return " ".join(kept or words)


def company_similarity(a: str, b: str) -> float:
    """0 to 1, by the words of both names in any order, legal form and filler left out."""
    left, right = company_key(a), company_key(b)
    if not left or not right:
        return 0.0
    return float(token_sort_ratio(left, right)) / 100
