"""The embedded CRM keeps what every connector has to keep."""

from stationmaster.testing.contract import ConnectorContract


class TestEmbedded(ConnectorContract):
    pass
