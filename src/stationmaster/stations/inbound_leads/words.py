"""Records in words, for titles and reasons."""

from stationmaster.core.record import Record


def person_words(record: Record) -> str:
    """`Dana Lind`; without a name the address, the number, or the id."""
    name = " ".join(str(record.get(n) or "").strip() for n in ("first_name", "last_name")).strip()
    return name or str(record.get("email") or record.get("phone") or record.ref.id)


def company_words(record: Record) -> str:
    return str(record.get("name") or record.get("domain") or record.ref.id)


def lead_words(lead: Record) -> str:
    """`Dana Lind, Halvorsen Marine`."""
    company = str(lead.get("company") or "").strip()
    return f"{person_words(lead)}, {company}" if company else person_words(lead)
