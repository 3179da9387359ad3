"""`policy check`: faults are found, at their place, in words."""

from pathlib import Path

import pytest

from stationmaster.core.errors import InvalidInput
from stationmaster.policy.check import check, check_files
from stationmaster.policy.sources import (
    PolicyFile,
    chunks,
    read_folder,
    shipped_cases_text,
    shipped_files,
)

HEAD = '@id("mine") @reason("Because.")\n'
RULE = HEAD + "forbid (principal, action, resource)"


def faults(text: str) -> list[str]:
    return [str(f) for f in check_files(shipped_files(), "", [PolicyFile("o.cedar", text)]).faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (RULE + " when { context.statoin has level };", "2:53: mine: attribute `statoin` not"),
        (RULE + "\nwhen {\n  context.undo &&\n  context.undue };", "5:11: mine: attribute `undue`"),
        (
            HEAD + "forbid (principal is Agnet, action, resource);",
            "2:22: mine: unrecognized entity",
        ),
        (
            HEAD + 'forbid (principal, action == Action::"writ", resource);',
            "mine: unrecognized act",
        ),
        (RULE + " when { context.sets.contains(1) };", "1:1: mine: the types Long and String"),
        ("// a\n\nforbid (principal, action resource);", "3:27: unexpected token `resource`"),
        ("forbid (principal, action, resource)", "1:1: unexpected end of input"),
        (RULE + ' when { "; };', "1:1: invalid token"),
        ("\n;", "2:1: unexpected token `;`"),
        ("forbid (principal == ?principal, action, resource);", "1:1: templates"),
        ('@reason("x") forbid (principal, action, resource);', "1:1: has no id"),
        ('@id("a") forbid (principal, action, resource);', "1:1: a: has no reason"),
        ('@id("a") @reason(" ") forbid (principal, action, resource);', "a: has no reason"),
        ('@id @reason("r") forbid (principal, action, resource);', "1:1: has no id"),
        ('@id("scope-x") @reason("r") forbid (principal, action, resource);', "1:6: scope-x: ids"),
        (
            '@id("action-off") @reason("r") permit (principal, action, resource);',
            "taken already by 4",
        ),
        (RULE + ";\n" + RULE + ";", "3:6: mine: its id is taken already by o.cedar:1"),
        (
            '@id("a") @reason("{who}") forbid (principal, action, resource);',
            "a: its reason asks for",
        ),
        (
            '@id("a") @reason("{type!r:>9}") forbid (principal, action, resource);',
            "its reason asks",
        ),
        (
            '@id("a") @reason("{") forbid (principal, action, resource);',
            "a brace too many or too few",
        ),
    ],
)
def test_a_fault_is_found_and_placed(text: str, fault: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith("o.cedar:")
    assert fault in found[0]


def test_a_misspelt_attribute_comes_with_a_suggestion() -> None:
    assert faults(RULE + " when { context.propertees.isEmpty() };") == [
        "o.cedar:2:53: mine: attribute `propertees` not found; did you mean `properties`?"
    ]


def test_all_faults_are_told_not_the_first_alone() -> None:
    text = "\n".join(f'@id("a{n}") forbid (principal, action, resource);' for n in range(5))
    assert len(faults(text)) == 5


def test_a_file_that_does_not_parse_does_not_hide_the_next() -> None:
    files = [PolicyFile("a.cedar", "forbid;"), PolicyFile("b.cedar", "permit;")]
    report = check_files(shipped_files(), "", files)
    assert {fault.file for fault in report.faults} == {"a.cedar", "b.cedar"}
    assert (report.policies, report.cases, report.sound) == (0, 0, False)


def test_faults_of_shipped_policies_are_found_as_well() -> None:
    broken = [
        PolicyFile(f.name, f.text.replace("context.undo", "context.undone"))
        for f in shipped_files()
    ]
    found = check_files(broken, "").faults
    assert {fault.policy for fault in found} == {"archive-needs-manager", "undo-needs-person"}


def test_a_semicolon_in_a_comment_or_a_text_ends_nothing() -> None:
    text = (
        '// a; b\n@id("x;y") // ;\n@reason("\\";")\npermit (principal, action, resource);\n// end'
    )
    (chunk,) = chunks(text)
    assert (chunk.line, chunk.text) == (2, text[8 : text.rindex(";") + 1])
    assert faults(text) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            '{"case": "x", "expect": "deny"}',
            "x: expected deny by any policy, got allow by station-",
        ),
        (
            '{"case": "x", "expect": "allow", "by": ["people-edit"]}',
            "expected allow by people-edit",
        ),
        ('{"case": "x"}', "case.expect is missing"),
        ('{"case": "x", "expect": "perhaps"}', "expect is 'perhaps'"),
        ('{"case": "x", "expect": {"draft": "deny"}}', "expect is None"),
        (
            '{"case": "x", "expect": "allow", "request": {"colour": 1}}',
            "request.colour is not known",
        ),
        ('{"case": "x", "expect": "allow", "request": {"undo": 1}}', "request.undo is 1"),
        (
            '{"case": "x", "expect": "allow", "request": {"sets": "a"}}',
            "request.sets is not a list",
        ),
        ('{"case": "x", "expect": "allow", "request": {"type": null}}', "request.type is None"),
        ('{"case": "x", "expect": "allow", "levels": ["boss"]}', "stations.desk.level is 'boss'"),
        ('{"case": "x", "expect": "allow", "phase": "later"}', "phase is 'later'"),
        ("[1]", "case is not an object"),
        ('{"case": ', "is not JSON: Expecting value"),
    ],
)
def test_a_case_that_fails_or_cannot_be_read_is_a_fault_at_its_line(line: str, fault: str) -> None:
    report = check_files(shipped_files(), f"# a comment\n\n{line}\n")
    assert [(f.file, f.line) for f in report.faults] == [("shipped/cases.jsonl", 3)]
    assert fault in report.faults[0].message


def test_an_own_folder_is_checked_with_its_own_cases(tmp_path: Path) -> None:
    (tmp_path / "10.cedar").write_text(
        RULE + ' when { principal is Agent && context.properties.contains("score") };'
    )
    (tmp_path / "cases.jsonl").write_text('{"case": "s", "expect": "deny", "by": ["mine"]}\n')
    report = check(tmp_path)
    assert report.faults == ()
    assert (report.policies, report.cases) == (check().policies + 1, check().cases + 1)
    (tmp_path / "cases.jsonl").unlink()
    assert check(tmp_path).cases == check().cases


def test_an_own_policy_that_fails_on_ordinary_changes_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.cedar").write_text(
        HEAD.replace("mine", "fine")
        + 'forbid (principal, action, resource) when { context.role == "nobody" };\n'
        + RULE
        + ' when { context.station.level == "draft" };'
    )
    (fault,) = check(tmp_path).faults
    assert str(fault).startswith("a.cedar:3:1: mine: cannot be worked out for the case")
    assert "context.station has level" in fault.message


def test_a_folder_that_cannot_be_read_is_no_folder_without_policies(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no policy folder"):
        check(tmp_path / "nowhere")
    (tmp_path / "a.cedar").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"a\.cedar cannot be read"):
        read_folder(tmp_path)


def test_shipped_cases_run_in_whole() -> None:
    assert check_files(shipped_files(), shipped_cases_text()).cases == check().cases
