"""The digest: what a reviewer saw is what runs.

SHA-256 over canonical JSON (RFC 8785) of workspace, actor, what was seen and what is proposed,
target versions, policy version and expiry. The stored body is that JSON, so the digest can be made
again from the row alone.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import orjson

from stationmaster.core.actor import Actor
from stationmaster.core.clock import to_text
from stationmaster.core.codec import Json, actor_out, draft_out, ref_out
from stationmaster.core.decision import Decision
from stationmaster.core.proposal import Draft, Proposal
from stationmaster.core.record import Ref


def body_of(
    workspace: str,
    station: str,
    actor: Actor,
    draft: Draft,
    targets: Mapping[Ref, int],
    expires_at: datetime,
) -> bytes:
    """All of a proposal that does not change while it lives."""
    data = {
        "workspace": workspace,
        "station": station,
        "actor": actor_out(actor),
        "draft": draft_out(draft),
        "targets": [[*ref_out(ref), version] for ref, version in sorted(targets.items())],
        "expires_at": to_text(expires_at),
    }
    return canonical(data)


def canonical(data: Json) -> bytes:
    """RFC 8785 for what the codec makes: strings, integers, booleans, null, ASCII keys, no floats."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def digest(body: bytes, decision: Decision) -> str:
    """Hexadecimal; the policy version is hashed after the body, so a new policy is a new digest."""
    sha = hashlib.sha256(body)
    sha.update(b"\n" + decision.policy_version.encode())
    return sha.hexdigest()


def fits(proposal: Proposal) -> bool:
    """Whether the stored digest is that of the stored proposal."""
    decision = proposal.decision
    return decision is not None and digest(proposal.body, decision) == proposal.digest
