"""The house rules as numbers, and the rule that what is undocumented is broken."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from stationmaster.cli.main import app
from stationmaster.policy.sources import rules_of, shipped_files
from stationmaster.settings import Settings
from stationmaster.wiring import STATIONS

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DOCS = ROOT / "docs"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)(?P<rest>.*)")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def percentile(values: list[int], part: float) -> int:
    return sorted(values)[int(len(values) * part)]


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Every function but a migration's: that is a list of what to make, and never read twice."""
    for path in (p for p in SOURCE if p.parent.name != "versions"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def body_lines(node: ast.FunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_has_more_than_one_subject() -> None:
    assert [str(p) for p in (*SOURCE, *TESTS) if lines(p) > 400] == []
    assert percentile([lines(p) for p in SOURCE], 0.95) <= 300


def test_a_function_fits_a_screen() -> None:
    long = [f"{p.name}:{n.name}" for p, n in functions() if body_lines(n) > 60]
    assert long == []
    assert percentile([body_lines(n) for _, n in functions()], 0.95) <= 25


def test_names_say_what_is_inside() -> None:
    named = {
        part for path in SOURCE for part in path.relative_to(ROOT / "src").with_suffix("").parts
    }
    assert named & FORBIDDEN_NAMES == set()


def test_suppressions_are_rare_and_give_a_reason() -> None:
    found, bare = 0, []
    for path in SOURCE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = SUPPRESSION.search(line)
            if match:
                found += 1
                if not re.search(r"(\s#|\s-\s|\s--\s)\s*\w", match["rest"]):
                    bare.append(f"{path.name}:{number}")
    assert bare == []
    assert found <= sum(map(lines, SOURCE)) / 1000


def test_imports_point_one_way() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 # our own tool
    assert done.returncode == 0, done.stdout


def test_every_folder_says_what_it_is_for() -> None:
    silent = [
        str(p.parent.relative_to(ROOT))
        for p in SOURCE
        if p.name == "__init__.py" and ast.get_docstring(ast.parse(p.read_text())) is None
    ]
    assert silent == []


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`STATIONMASTER_{name.upper()}`" in (DOCS / "settings.md").read_text()
    assert Settings.model_fields[name].description


def commands() -> list[str]:
    root = typer.main.get_command(app)
    found = []
    for name, command in getattr(root, "commands", {}).items():
        inner = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return sorted(found)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"`stationmaster {command}" in (DOCS / "commands.md").read_text()


@pytest.mark.parametrize("name", sorted(STATIONS))
def test_every_station_is_documented(name: str) -> None:
    folder = ROOT / "src" / "stationmaster" / "stations" / name
    for part in ("station.py", "baseline.py", "skill.md", "cases.yaml", "README.md"):
        assert (folder / part).is_file(), part
    assert f"`{name}`" in (DOCS / "stations.md").read_text()


@pytest.mark.parametrize("id", sorted(r.id for f in shipped_files() for r in rules_of(f)))
def test_every_policy_is_documented(id: str) -> None:
    assert f"`{id}`" in (DOCS / "policies.md").read_text()


def test_links_in_the_docs_lead_somewhere() -> None:
    pages = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md"))
    link = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in ("".join(found) for found in link.findall(page.read_text()))
        if not (page.parent / target).exists()
    ]
    assert broken == []
