"""Job titles and the level each stands for."""

from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, ...]] = {
    "executive": ("Managing Director", "COO", "CEO", "Vice President Operations", "Owner"),
    "head": (
        "Head of Operations",
        "Head of Field Service",
        "Director of Planning",
        "Head of Logistics",
        "Regional Director",
    ),
    "manager": (
        "Operations Manager",
        "Service Manager",
        "Fleet Manager",
        "IT Manager",
        "Project Manager",
        "Procurement Manager",
    ),
    "staff": ("Dispatcher", "Planner", "Controller", "Assistant", "Consultant", "Site Foreman"),
    "student": ("Student", "Research Assistant"),
}

LEVEL_OF: Mapping[str, str] = {title: level for level, titles in TITLES.items() for title in titles}

LEAD_LEVELS = {"executive": 12.0, "head": 24.0, "manager": 34.0, "staff": 25.0, "student": 5.0}
"""How often a lead is of a level."""

CONTACT_LEVELS = {"executive": 12.0, "head": 26.0, "manager": 38.0, "staff": 24.0}
"""How often a contact is of a level."""
