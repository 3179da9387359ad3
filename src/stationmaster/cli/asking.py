"""Asking somebody at a terminal. Where there is no terminal, an option must say it instead."""

import sys

import typer

from stationmaster.core.errors import InvalidInput


def confirmed(question: str, *, instead: str) -> bool:
    """Whether a person says yes. Raises InvalidInput, naming the option, where nobody can be asked."""
    require_terminal(instead)
    return typer.confirm(question, default=False, err=True)


def answer(question: str, *, instead: str, secret: bool = False) -> str:
    """What a person types; a secret twice, and unseen."""
    require_terminal(instead)
    typed: str = typer.prompt(question, hide_input=secret, confirmation_prompt=secret, err=True)
    return typed


def password(from_stdin: bool) -> str:
    """A new password: the first line of standard input, or typed twice."""
    if not from_stdin:
        return answer("Password", instead="--password-stdin", secret=True)
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise InvalidInput(
            "Standard input holds no password.",
            field="--password-stdin",
            way_out="Send it as the first line of standard input.",
        )
    return line


def require_terminal(instead: str) -> None:
    """Raises InvalidInput where standard input is not a person."""
    if not sys.stdin.isatty():
        raise InvalidInput(
            "There is no terminal to ask at.", field=instead, way_out=f"Use {instead}."
        )
