"""The words people read for statuses, reasons, risks and the rest. One place, so they agree."""

from collections.abc import Mapping

from stationmaster.core.actor import Role, SourceKind
from stationmaster.core.proposal import RejectReason, Risk, Status, StepState

STATUS: Mapping[Status, tuple[str, str]] = {
    Status.PROPOSED: ("being decided", ""),
    Status.WAITING: ("needs you", "info"),
    Status.APPROVED: ("approved, to be written", "info"),
    Status.APPLYING: ("being written", "info"),
    Status.APPLIED: ("written", "good"),
    Status.DENIED: ("stopped by policy", "bad"),
    Status.REJECTED: ("rejected", ""),
    Status.EXPIRED: ("expired as “no”", ""),
    Status.SUPERSEDED: ("replaced by an edit", ""),
    Status.STALE: ("not written: changed meanwhile", "warn"),
    Status.FAILED: ("failed", "bad"),
    Status.UNSURE: ("not known whether written", "warn"),
}
"""Status to words and the tone of its tag."""

REASONS: Mapping[RejectReason, str] = {
    RejectReason.WRONG_VALUE: "Wrong value",
    RejectReason.WRONG_RECORD: "Wrong record",
    RejectReason.WEAK_EVIDENCE: "Evidence too weak",
    RejectReason.OUTDATED: "Out of date",
    RejectReason.DUPLICATE: "Duplicate",
    RejectReason.NOT_NOW: "Not now",
    RejectReason.AGAINST_POLICY: "Against our rules",
    RejectReason.OTHER: "Something else",
}

RISK: Mapping[Risk, tuple[str, str]] = {
    Risk.LOW: ("low risk", ""),
    Risk.MEDIUM: ("medium risk", "warn"),
    Risk.HIGH: ("high risk", "bad"),
}

ROLES: Mapping[Role, str] = {
    Role.ADMIN: "Admin",
    Role.REVOPS: "RevOps",
    Role.MANAGER: "Manager",
    Role.REP: "Rep",
    Role.VIEWER: "Viewer",
}

SOURCES: Mapping[SourceKind, str] = {
    SourceKind.PERSON: "a person",
    SourceKind.AGENT: "an agent",
    SourceKind.IMPORT: "an import",
    SourceKind.INTEGRATION: "an integration",
    SourceKind.SYSTEM: "the system",
}

STEPS: Mapping[StepState, str] = {
    StepState.WRITTEN: "written",
    StepState.CONFLICT: "changed meanwhile",
    StepState.REFUSED: "refused by the CRM",
    StepState.NOT_TRIED: "not tried",
}

SORTS: Mapping[str, str] = {
    "oldest": "Oldest first",
    "newest": "Newest first",
    "confidence": "Most certain first",
    "risk": "Riskiest first",
}


def said(name: str) -> str:
    """A machine name as words: `assign_owner` becomes `Assign owner`."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
