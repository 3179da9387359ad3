"""Stationmaster: agents work a CRM, people make the judgment calls, every change travels one line."""

__version__ = "0.1.0"
