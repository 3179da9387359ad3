"""The object types every workspace has, with the properties a B2B CRM is expected to hold."""

from collections.abc import Mapping

from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType

ACTIVITY_KINDS = ("note", "call", "meeting", "email", "task")
LEAD_STATUSES = ("new", "working", "nurturing", "qualified", "disqualified", "converted")
DEAL_STAGES = ("prospecting", "qualified", "engaging", "proposal", "negotiation", "won", "lost")
FORECAST_CATEGORIES = ("pipeline", "best_case", "commit", "closed", "omitted")

_P = PropertyDefinition
_T = PropertyType


def _properties(*definitions: PropertyDefinition) -> Mapping[str, PropertyDefinition]:
    return {definition.name: definition for definition in definitions}


_EXTERNAL_ID = _P("external_id", "External ID", indexed=True, unique=True)
_OWNER = _P("owner_id", "Owner", _T.OWNER, indexed=True)
_PLACE = (_P("country", "Country"), _P("region", "Region"), _P("city", "City"))
_PERSON = (
    _P("first_name", "First name"),
    _P("last_name", "Last name"),
    _P("email", "Email", _T.EMAIL, indexed=True),
    _P("phone", "Phone", _T.PHONE, indexed=True),
    _P("job_title", "Job title"),
)

LEAD = ObjectType(
    "lead",
    "Lead",
    "Leads",
    ("first_name", "last_name"),
    _properties(
        *_PERSON,
        _P("company", "Company"),
        *_PLACE,
        _P("industry", "Industry"),
        _P("company_size", "Company size"),
        _P("website", "Website", _T.URL),
        _P("source", "Source"),
        _P("campaign", "Campaign"),
        _P("message", "Message", _T.TEXT),
        _P("visits", "Website visits", _T.NUMBER),
        _P("opted_out", "Opted out of mail", _T.BOOLEAN),
        _P("status", "Status", _T.OPTION, LEAD_STATUSES, indexed=True, after_outcome=True),
        _P("score", "Score", _T.NUMBER),
        _P("score_band", "Score band"),
        _P("score_version", "Score version"),
        _P("respond_by", "Respond by", _T.DATETIME),
        _OWNER,
        _P("converted", "Converted", _T.BOOLEAN, after_outcome=True),
        _P("closed_at", "Closed at", _T.DATETIME, after_outcome=True),
        _P("disqualified_reason", "Reason for disqualifying", after_outcome=True),
        _EXTERNAL_ID,
    ),
)

CONTACT = ObjectType(
    "contact",
    "Contact",
    "Contacts",
    ("first_name", "last_name"),
    _properties(
        *_PERSON,
        _P("company", "Company", indexed=True),
        _P("department", "Department"),
        *_PLACE,
        _P("linkedin_url", "LinkedIn", _T.URL),
        _P("source", "Source"),
        _P(
            "lifecycle_stage",
            "Lifecycle stage",
            _T.OPTION,
            ("subscriber", "lead", "opportunity", "customer", "former_customer", "other"),
        ),
        _P("opted_out", "Opted out of mail", _T.BOOLEAN),
        _P("last_contacted_at", "Last contacted", _T.DATETIME),
        _OWNER,
        _EXTERNAL_ID,
    ),
)

COMPANY = ObjectType(
    "company",
    "Company",
    "Companies",
    ("name",),
    _properties(
        _P("name", "Name", required=True, indexed=True),
        _P("domain", "Domain", indexed=True),
        _P("website", "Website", _T.URL),
        _P("phone", "Phone", _T.PHONE, indexed=True),
        *_PLACE,
        _P("territory", "Territory"),
        _P("strategic", "Strategic account", _T.BOOLEAN),
        _P("industry", "Industry"),
        _P("employees", "Employees", _T.NUMBER),
        _P("annual_revenue", "Annual revenue", _T.NUMBER),
        _P("founded", "Year founded", _T.NUMBER),
        _P("parent_company", "Parent company"),
        _P(
            "status",
            "Status",
            _T.OPTION,
            ("prospect", "customer", "former_customer", "partner"),
        ),
        _P("description", "Description", _T.TEXT),
        _OWNER,
        _EXTERNAL_ID,
    ),
)

DEAL = ObjectType(
    "deal",
    "Deal",
    "Deals",
    ("name",),
    _properties(
        _P("name", "Name", required=True),
        _P("amount", "Amount", _T.NUMBER),
        _P("currency", "Currency"),
        _P("stage", "Stage", _T.OPTION, DEAL_STAGES, indexed=True),
        _P("opened_on", "Opened on", _T.DATE),
        _P("close_date", "Close date", _T.DATE),
        _P("discount", "Discount (%)", _T.NUMBER),
        _P("probability", "Probability (%)", _T.NUMBER),
        _P("forecast_amount", "Forecast amount", _T.NUMBER),
        _P("forecast_category", "Forecast category", _T.OPTION, FORECAST_CATEGORIES),
        _P("product", "Product"),
        _P("source", "Source"),
        _P("next_step", "Next step"),
        _P("lost_reason", "Reason for losing", after_outcome=True),
        _P("description", "Description", _T.TEXT),
        _OWNER,
        _EXTERNAL_ID,
    ),
)

ACTIVITY = ObjectType(
    "activity",
    "Activity",
    "Activities",
    ("subject",),
    _properties(
        _P("kind", "Kind", _T.OPTION, ACTIVITY_KINDS, required=True),
        _P("subject", "Subject"),
        _P("body", "Body", _T.TEXT),
        _P("at", "When", _T.DATETIME),
        _P("status", "Status", _T.OPTION, ("open", "done", "cancelled")),
        _P("due", "Due", _T.DATETIME),
        _P("priority", "Priority", _T.OPTION, ("low", "medium", "high")),
        _P("direction", "Direction", _T.OPTION, ("inbound", "outbound")),
        _P("outcome", "Outcome"),
        _P("duration_minutes", "Duration (minutes)", _T.NUMBER),
        _OWNER,
        _EXTERNAL_ID,
    ),
)

OWNER = ObjectType(
    "owner",
    "Owner",
    "Owners",
    ("name",),
    _properties(
        _P("name", "Name", required=True, indexed=True),
        _P("email", "Email", _T.EMAIL, indexed=True, unique=True),
        _P("active", "Active", _T.BOOLEAN),
        _P("team", "Team"),
        _P("manager", "Manager", _T.OWNER),
        _P("territory", "Territory"),
        _P("time_zone", "Time zone"),
        _P("working_hours", "Working hours"),
        _P("weight", "Share of leads", _T.NUMBER),
        _P("capacity", "Most open leads", _T.NUMBER),
        _P("absent_from", "Absent from", _T.DATE),
        _P("absent_until", "Absent until", _T.DATE),
        _EXTERNAL_ID,
    ),
)

STANDARD: Mapping[str, ObjectType] = {
    kind.name: kind for kind in (LEAD, CONTACT, COMPANY, DEAL, ACTIVITY, OWNER)
}
