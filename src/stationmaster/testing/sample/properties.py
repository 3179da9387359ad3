"""Properties that this company defined for itself, on top of the standard ones."""

from collections.abc import Mapping

from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.testing.sample.leads import TIMELINES
from stationmaster.testing.sample.titles import TITLES

PROPERTIES: Mapping[str, tuple[PropertyDefinition, ...]] = {
    "lead": (
        PropertyDefinition("job_level", "Job level", PropertyType.OPTION, tuple(TITLES)),
        PropertyDefinition("timeline", "Timeline", PropertyType.OPTION, tuple(TIMELINES)),
        PropertyDefinition("product_interest", "Interested in"),
        PropertyDefinition("minutes_on_site", "Minutes on the web site", PropertyType.NUMBER),
        PropertyDefinition("pages_per_visit", "Pages per visit", PropertyType.NUMBER),
        PropertyDefinition("lead_quality", "Lead quality"),
        PropertyDefinition("sales_touches", "Sales touches", PropertyType.NUMBER),
        PropertyDefinition("last_notable_activity", "Last notable activity"),
    )
}
"""Lead quality, sales touches and last notable activity are filled in by reps once they know how a
lead ended. Nothing here says so: finding that out is the business of whoever trains on them."""
