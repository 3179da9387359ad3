"""Every knob: its default and one sentence. Each is read from `STATIONMASTER_<NAME>`."""

import os
from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _home() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "stationmaster"


class Settings(BaseSettings):
    """Immutable; raises pydantic's ValidationError for a value that cannot be."""

    model_config = SettingsConfigDict(env_prefix="STATIONMASTER_", frozen=True)

    home: Path = Field(
        default_factory=_home,
        description="Folder of the SQLite files, the audit key and exports; made with mode 0700.",
    )
    database_url: str = Field(
        default="",
        description="Governance database: `postgresql://...` or `sqlite:///...`; empty: a SQLite "
        "file in the home folder.",
    )
    records_url: str = Field(
        default="",
        description="Records of the embedded CRM; empty: the governance database where that is "
        "PostgreSQL, else a SQLite file in the home folder.",
    )
    durable: bool = Field(
        default=True,
        description="Whether a committed transaction survives a power cut (SQLite waits for the "
        "disk); off is for tests.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8700, ge=1, le=65535, description="Port the server listens on.")
    public_url: str = Field(
        default="",
        description="Address people use, where a proxy stands in front; https makes cookies Secure.",
    )
    allowed_hosts: str = Field(
        default="127.0.0.1,localhost,[::1]",
        description="Host names the server answers to, separated by commas.",
    )
    proposal_lifetime_hours: int = Field(
        default=72,
        ge=1,
        le=24 * 90,
        description="Hours a proposal waits for a person before silence ends it as a no.",
    )
    apply_lease_seconds: int = Field(
        default=60,
        ge=0,
        le=3600,
        description="Seconds a write may take before its outcome is looked up in the CRM.",
    )
    apply_batch: int = Field(
        default=500, ge=1, le=5000, description="Proposals that are written to the CRM together."
    )
    sweep_seconds: int = Field(
        default=10,
        ge=1,
        le=3600,
        description="Seconds between two sweeps of a running server: expiry and unfinished writes.",
    )
    policy_folder: str = Field(
        default="",
        description="Folder with the admin's own `.cedar` policies, added to the shipped ones.",
    )
    log_level: str = Field(
        default="warning",
        pattern="^(debug|info|warning|error)$",
        description="What is logged to standard error: debug, info, warning or error.",
    )

    @property
    def governance(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'governance.db'}"

    @property
    def records(self) -> str:
        if self.records_url:
            return self.records_url
        if self.governance.startswith("postgresql"):
            return self.governance
        return f"sqlite:///{self.home / 'records.db'}"

    @property
    def proposal_lifetime(self) -> timedelta:
        return timedelta(hours=self.proposal_lifetime_hours)

    @property
    def apply_lease(self) -> timedelta:
        return timedelta(seconds=self.apply_lease_seconds)
