"""The numerical libraries, imported when first used: they take two seconds, and most commands score
nothing. LightGBM besides needs a library of the system (libgomp), which may be missing."""

from importlib import import_module
from typing import TYPE_CHECKING

from stationmaster.core.errors import Unavailable

if TYPE_CHECKING:
    import lightgbm
    from scipy import special, stats
    from sklearn import linear_model, model_selection
else:

    class _Later:
        def __init__(self, name):
            self._name = name

        def __getattr__(self, attribute):
            return getattr(import_module(self._name), attribute)

    lightgbm = _Later("lightgbm")
    special = _Later("scipy.special")
    stats = _Later("scipy.stats")
    linear_model = _Later("sklearn.linear_model")
    model_selection = _Later("sklearn.model_selection")


def require_trees() -> None:
    """Raises Unavailable, with the way out, where LightGBM cannot be loaded."""
    try:
        import_module("lightgbm")
    except OSError as error:
        raise Unavailable(
            f"LightGBM cannot be loaded ({error}).",
            way_out="Install the system's OpenMP library; on Debian: apt-get install libgomp1.",
        ) from error


__all__ = ["lightgbm", "linear_model", "model_selection", "require_trees", "special", "stats"]
