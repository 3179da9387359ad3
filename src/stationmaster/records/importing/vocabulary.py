"""Words that columns are known by, beside the names and labels of properties and types."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("id", "record id", "crm id", "external key", "uuid", "guid", "unique id"),
    "first_name": ("given name", "forename", "vorname", "prenom", "name first", "firstname"),
    "last_name": ("surname", "family name", "nachname", "name last", "lastname"),
    "name": ("full name", "title"),
    "email": ("e mail", "mail", "email address", "e mail address", "work email"),
    "phone": ("phone number", "telephone", "tel", "mobile", "mobile phone", "work phone", "cell"),
    "job_title": ("position", "role", "title", "job", "function", "jobtitle"),
    "company": ("company name", "account", "account name", "organisation", "organization",
                "employer", "firm"),
    "website": ("url", "web", "web site", "homepage", "website url", "web page"),
    "domain": ("company domain", "domain name", "web domain", "company domain name"),
    "industry": ("sector", "vertical", "branch", "industry sector"),
    "company_size": ("size", "number of employees", "employees"),
    "employees": ("number of employees", "headcount", "employee count", "staff", "company size"),
    "annual_revenue": ("revenue", "turnover", "sales", "yearly revenue"),
    "founded": ("year established", "established", "year founded", "founded year", "founding year"),
    "parent_company": ("subsidiary of", "parent", "parent account", "parent name"),
    "country": ("country name", "nation", "land", "office location", "billing country"),
    "region": ("state", "province", "county", "state province", "billing state"),
    "city": ("town", "billing city", "place", "ort"),
    "territory": ("sales territory", "regional office", "sales region"),
    "source": ("origin channel", "utm source", "referral source", "channel"),
    "message": ("comment", "comments", "notes", "inquiry", "enquiry"),
    "visits": ("total visits", "number of visits", "page visits", "web visits", "site visits"),
    "opted_out": ("do not email", "email opt out", "has opted out of email", "unsubscribed"),
    "amount": ("value", "deal value", "close value", "deal size", "price", "total", "deal amount"),
    "stage": ("status", "phase", "pipeline stage", "sales stage"),
    "opened_on": ("engage date", "open date", "create date", "created", "start date", "created on"),
    "close_date": ("closing date", "closed", "expected close", "expected close date", "closed on"),
    "probability": ("win probability", "likelihood"),
    "next_step": ("next steps", "next action"),
    "lost_reason": ("loss reason", "closed lost reason"),
    "description": ("notes", "comment", "comments", "details"),
    "subject": ("title", "summary"),
    "body": ("text", "note", "notes", "content", "message"),
    "at": ("date", "time", "timestamp", "activity date", "occurred at", "happened at"),
    "kind": ("type", "activity type"),
    "team": ("department", "group", "business unit", "sales team"),
    "time_zone": ("timezone", "tz"),
    "owner_id": ("owner", "owner name", "owner email", "sales agent", "rep", "sales rep",
                 "assigned to", "assignee", "account executive", "account owner", "salesperson"),
}  # fmt: skip
"""Property -> what else a column that holds it may be called. Lower case, without punctuation."""

TYPES: Mapping[str, tuple[str, ...]] = {
    "company": ("account", "account name", "company name", "organisation", "organization",
                "customer", "client"),
    "contact": ("contact name", "contact email", "primary contact", "person"),
    "deal": ("opportunity", "opportunity name", "deal name"),
    "lead": ("prospect",),
    "owner": ("sales agent", "agent", "rep", "sales rep", "representative", "account executive",
              "account owner", "salesperson", "assigned to", "assignee"),
}  # fmt: skip
"""Object type -> what a column that names one of its records may be called."""

INDUSTRIES = (
    "aerospace", "agriculture", "apparel", "automotive", "aviation", "banking", "biotechnology",
    "chemicals", "communications", "construction", "consulting", "education", "electronics",
    "employment", "energy", "engineering", "entertainment", "environmental", "finance",
    "financial services", "food and beverage", "government", "healthcare", "hospitality",
    "information technology", "insurance", "legal", "logistics", "machinery", "manufacturing",
    "marketing", "media", "medical", "mining", "non-profit", "pharmaceuticals", "real estate",
    "recreation", "retail", "services", "shipping", "software", "technology",
    "telecommunications", "transportation", "travel", "utilities", "wholesale",
)  # fmt: skip


@cache
def known_values(property: str) -> tuple[str, ...]:
    """Values that a property is known to take in any workspace; none where anything may stand."""
    if property == "industry":
        return INDUSTRIES
    if property == "country":
        return tuple(Locale("en").territories.values())
    return ()
