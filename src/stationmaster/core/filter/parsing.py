"""Reading filters from text. Every error names the place, what stands there, and what may stand there."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter.nouns import (
    LISTS,
    PRESENCE,
    Condition,
    Filter,
    Group,
    Operator,
    check_shape,
)
from stationmaster.core.filter.text import ESCAPES, KEYWORDS, SYMBOLS, WORDS
from stationmaster.core.record import Value


def parse(text: str) -> Filter:
    """`name operator value`, joined by `and`, groups joined by `or`; empty text: everything.

    Text stands in quotes (single or double, backslash escapes) or, without spaces, bare; numbers and
    true/false stand bare; lists in parentheses; `between` takes `low and high`. The signs
    = != < <= > >= stand for their operators. Raises InvalidInput.
    """
    tokens = _Tokens(text)
    if tokens.kind == "end":
        return Filter()
    groups = [_group(tokens)]
    while tokens.take_word("or"):
        groups.append(_group(tokens))
    if tokens.kind != "end":
        raise tokens.wrong('"and", "or" or the end')
    return Filter(tuple(groups))


def _group(tokens: "_Tokens") -> Group:
    conditions = [_condition(tokens)]
    while tokens.take_word("and"):
        conditions.append(_condition(tokens))
    return Group(tuple(conditions))


def _condition(tokens: "_Tokens") -> Condition:
    name = _name(tokens)
    operator = _operator(tokens)
    condition = Condition(name, operator, tuple(_values(tokens, operator)))
    check_shape(condition)
    return condition


def _name(tokens: "_Tokens") -> str:
    if tokens.is_mark("("):
        raise tokens.wrong(
            "the name of a property",
            "Conditions cannot be put in parentheses: write a and c or b and c.",
        )
    if tokens.kind == "text":
        return tokens.take()
    if tokens.kind != "word" or tokens.value.lower() in KEYWORDS:
        raise tokens.wrong("the name of a property")
    return tokens.take()


def _operator(tokens: "_Tokens") -> Operator:
    if tokens.kind == "sign":
        return SYMBOLS[tokens.take()]
    if tokens.kind != "word" or tokens.value.lower() not in WORDS:
        raise tokens.wrong("an operator", known=WORDS)
    return WORDS[tokens.take().lower()]


def _values(tokens: "_Tokens", operator: Operator) -> Iterator[Value]:
    if operator in PRESENCE:
        return
    if operator in LISTS:
        yield from _list(tokens)
        return
    yield _value(tokens)
    if operator is Operator.BETWEEN:
        if not tokens.take_word("and"):
            raise tokens.wrong('"and" and the upper limit', "Write: between 1 and 10.")
        yield _value(tokens)


def _list(tokens: "_Tokens") -> Iterator[Value]:
    tokens.need_mark("(", 'Write the values in parentheses: in ("a", "b").')
    yield _value(tokens)
    while tokens.is_mark(","):
        tokens.take()
        yield _value(tokens)
    tokens.need_mark(")", "Close the list with a parenthesis.")


_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def _value(tokens: "_Tokens") -> Value:
    if tokens.kind == "text":
        return tokens.take()
    if tokens.kind != "word":
        raise tokens.wrong("a value")
    word = tokens.value
    if word.lower() in ("true", "false"):
        return tokens.take().lower() == "true"
    if word.lower() in KEYWORDS:
        raise tokens.wrong("a value", f'If the word itself is meant, put it in quotes: "{word}".')
    tokens.take()
    if not _NUMBER.fullmatch(word):
        return word
    return float(word) if set(word) & set(".eE") else int(word)


_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<mark>[(),])|(?P<sign><=|>=|!=|<>|=|<|>)|(?P<word>[^\s(),"'=<>!]+)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s*")


@dataclass(slots=True)
class _Tokens:
    """The text and where we are in it. `kind` is text, mark, sign, word or end; `value` what it says."""

    source: str
    place: int = 0
    after: int = 0
    kind: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        self._next()

    def take(self) -> str:
        value = self.value
        self._next()
        return value

    def take_word(self, word: str) -> bool:
        found = self.kind == "word" and self.value.lower() == word
        if found:
            self._next()
        return found

    def is_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.value == mark

    def need_mark(self, mark: str, way_out: str) -> None:
        if not self.is_mark(mark):
            raise self.wrong(f'"{mark}"', way_out)
        self._next()

    def wrong(self, wanted: str, way_out: str = "", *, known: Collection[str] = ()) -> InvalidInput:
        """What stands here is not what may stand here."""
        found = "the filter ends" if self.kind == "end" else f'there is "{self._shown()}"'
        if known and not way_out:
            near = get_close_matches(self.value.lower(), known, 1)
            way_out = f'Did you mean "{near[0]}"? ' if near else ""
            way_out += f"Use one of: {', '.join(known)}."
        return _error(self.place, f"{wanted} must stand here, but {found}", way_out)

    def _shown(self) -> str:
        return self.source[self.place : self.after]

    def _next(self) -> None:
        space = _SPACE.match(self.source, self.after)
        self.place = space.end() if space else self.after
        if self.place == len(self.source):
            self.kind, self.value, self.after = "end", "", self.place
            return
        token = _TOKEN.match(self.source, self.place)
        if token is None or token.lastgroup is None:
            raise self._unreadable()
        self.kind, self.after = token.lastgroup, token.end()
        self.value = self._unquoted(token[0]) if self.kind == "text" else token[0]

    def _unquoted(self, quoted: str) -> str:
        def plain(escape: re.Match[str]) -> str:
            if escape[1] not in ESCAPES:
                place = self.place + 1 + escape.start()
                raise _error(place, f'"{escape[0]}" is not an escape', r"Write \\ for a backslash.")
            return ESCAPES[escape[1]]

        return _ESCAPE.sub(plain, quoted[1:-1])

    def _unreadable(self) -> InvalidInput:
        sign = self.source[self.place]
        if sign in "\"'":
            return _error(
                self.place, f"the quote {sign} is never closed", f"Close the text with {sign}."
            )
        return _error(self.place, f'"{sign}" means nothing here', "For not equal, write neq or !=.")


def _error(place: int, what: str, way_out: str) -> InvalidInput:
    return InvalidInput(
        f"Filter, character {place + 1}: {what}.", field="filter", way_out=way_out or None
    )
