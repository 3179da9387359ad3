"""What a CRM can and cannot do. What it cannot is named, with the reason a user reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Manifest:
    """`operations`: names it can do. `exempt`: ability -> why not. `atomic`: a change is all or nothing."""

    name: str
    label: str
    operations: frozenset[str]
    atomic: bool
    conditional_write: bool
    exempt: Mapping[str, str] = field(default_factory=dict)
