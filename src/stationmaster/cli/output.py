"""What is printed, and where: answers on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stationmaster.cli.visible import visible
from stationmaster.core.clock import to_text
from stationmaster.core.errors import StationmasterError
from stationmaster.core.record import Ref

PIPED = 200
"""Columns of a table that goes into a file or a pipe, where nothing tells the width."""

_LEFT_OUT = frozenset({"body", "data"})


def console() -> Console:
    """Standard output. Text is printed as it is: what a record holds is never markup."""
    return Console(width=_width(sys.stdout.isatty()), markup=False, highlight=False, emoji=False)


def messages() -> Console:
    """Standard error."""
    width = _width(sys.stderr.isatty())
    return Console(stderr=True, width=width, markup=False, highlight=False, emoji=False)


def _width(terminal: bool) -> int | None:
    return None if terminal else PIPED


def say(text: str, style: str = "") -> None:
    """A line of the answer."""
    console().print(Text(visible(text), style), soft_wrap=True)


def tell(text: str, style: str = "") -> None:
    """A line beside the answer: progress, warnings, questions."""
    messages().print(Text(visible(text), style), soft_wrap=True)


def tell_error(error: StationmasterError) -> None:
    """What was wrong and where, and the way out on a line of its own."""
    where = f" ({error.field})" if error.field else ""
    tell(f"Error{where}: {_one_line(error.message)}", "red")
    if error.way_out:
        tell(_one_line(error.way_out))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def say_json(value: object) -> None:
    """One JSON document: the whole of the answer."""
    sys.stdout.write(orjson.dumps(plain(value), option=orjson.OPT_INDENT_2).decode() + "\n")


def plain(value: object) -> Any:
    """A value as JSON has it: a moment as RFC 3339, a record's ref as `type:id`, an enumeration by
    its value, a dataclass as an object. Bytes that only the application reads are left out."""
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, Ref | type):
        return {name: plain(each) for name, each in _parts(value)}
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return _single(value)


def _single(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case Ref():
            return str(value)
        case datetime():
            return to_text(value)
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
    return value


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """The fields of a dataclass; of an operation also what it does."""
    kind = getattr(type(value), "name", None)
    if isinstance(kind, str):
        yield "do", kind
    for name in getattr(value, "__dataclass_fields__", ()):
        if name not in _LEFT_OUT:
            yield name, getattr(value, name)


def say_table(head: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Rows under a head, folded to the width there is: nothing is ever cut. `empty`: for no rows."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in head:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(str(cell))) for cell in row))
    if table.row_count:
        console().print(table)
    else:
        say(empty)
