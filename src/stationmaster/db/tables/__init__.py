"""Governance tables: one file per noun, all on the one `MetaData`."""

import pkgutil
from importlib import import_module

from stationmaster.db.tables.metadata import governance

__all__ = ["governance", "load_all"]


def load_all() -> None:
    """Import every file of this folder, so that `governance` knows all of its tables."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
