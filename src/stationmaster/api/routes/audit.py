"""The audit log: who changed what, whether it holds, and a copy that proves itself."""

from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from stationmaster.api.caller import Called
from stationmaster.api.models.audit import AuditFilterIn, AuditRowOut, VerificationOut
from stationmaster.api.models.values import Page
from stationmaster.api.problems import documented
from stationmaster.identity.permissions import Ability

router = APIRouter(tags=["audit"], responses=documented(401, 403, 404, 422, 503))

JSON_LINES = "application/x-ndjson"


@router.get("/audit")
def list_audit(caller: Called, asked: Annotated[AuditFilterIn, Query()]) -> Page[AuditRowOut]:
    """Rows of the log, newest first."""
    caller.require(Ability.AUDIT)
    wanted = {name: getattr(asked, name) for name in AuditFilterIn.model_fields}
    page = caller.workspace.audit.page(**wanted)
    return Page(items=[AuditRowOut.of(row) for row in page.rows], next=page.next)


@router.get("/audit/rows/{seq}")
def get_audit_row(
    caller: Called, seq: Annotated[int, Path(ge=1, le=2**53, examples=[1])]
) -> AuditRowOut:
    """One row by its number."""
    caller.require(Ability.AUDIT)
    return AuditRowOut.of(caller.workspace.audit.get(seq))


@router.get("/audit/verification")
def verify_audit(caller: Called) -> VerificationOut:
    """Check the whole chain now: about two seconds for each million rows."""
    caller.require(Ability.AUDIT)
    return VerificationOut.of(caller.workspace.verify_audit())


@router.get(
    "/audit/export",
    response_class=FileResponse,
    responses={
        200: {
            "description": "One row a line; the last line is the head, signed (Ed25519).",
            "content": {JSON_LINES: {"schema": {"type": "string"}}},
        },
        **documented(409),
    },
)
def export_audit(caller: Called) -> FileResponse:
    """The whole log with a signed head, to be checked without this database."""
    caller.require(Ability.AUDIT)
    caller.require(Ability.EXPORT)
    folder = TemporaryDirectory(prefix="stationmaster-export")
    try:
        made = caller.workspace.export_audit(FilePath(folder.name) / "audit.jsonl")
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        made.path,
        media_type=JSON_LINES,
        filename="audit.jsonl",
        background=BackgroundTask(folder.cleanup),
    )
