"""Policy: read the switches and what they compile to; save new ones."""

from fastapi import APIRouter

from stationmaster.api.caller import Called
from stationmaster.api.models.policy import (
    PolicyFileOut,
    SavedOut,
    SourcesOut,
    SwitchesIn,
    SwitchesOut,
)
from stationmaster.api.problems import documented
from stationmaster.identity.permissions import Ability
from stationmaster.policy.switches import Switches

router = APIRouter(tags=["policy"], responses=documented(401, 403, 422, 503))


@router.get("/policy/switches")
def get_switches(caller: Called) -> SwitchesOut:
    """The switches in force. For people."""
    caller.require_person()
    store = caller.workspace.policies
    version, policy = store.version(), store.current()
    return SwitchesOut(
        version=version, policy_version=policy.version, switches=policy.switches.to_json()
    )


@router.put("/policy/switches", responses=documented(409))
def put_switches(caller: Called, body: SwitchesIn) -> SavedOut:
    """Save new switches, whole. Refused where somebody saved since `version`, or where they do not
    compile. Waiting proposals are decided again by them."""
    caller.require(Ability.POLICY)
    switches = Switches.from_json(body.switches)
    saved = caller.workspace.policies.put(
        switches, by=caller.require_person(), expected=body.version
    )
    return SavedOut(version=saved)


@router.get("/policy/sources")
def list_policy_sources(caller: Called) -> SourcesOut:
    """The policies as text: shipped, from the switches, and own. For people."""
    caller.require_person()
    policy = caller.workspace.policies.current()
    files = [PolicyFileOut(name=f.name, text=f.text) for f in policy.sources()]
    return SourcesOut(policy_version=policy.version, items=files)
