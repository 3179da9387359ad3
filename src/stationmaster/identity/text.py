"""Names and addresses as people type them."""

from email_validator import EmailNotValidError, validate_email

from stationmaster.audit.canonical import storable
from stationmaster.core.errors import InvalidInput

LONGEST_NAME, LONGEST_EMAIL = 200, 320


def clean_name(name: str, what: str) -> str:
    """Without spaces around. Raises InvalidInput for nothing, too much, or control characters."""
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or not (storable(text) and text.isprintable()):
        raise InvalidInput(
            f"That is not a name for {what}.",
            field="name",
            way_out=f"Give 1 to {LONGEST_NAME} characters on one line.",
        )
    return text


def printable(text: str, longest: int) -> str:
    """As much of a foreign text as can be kept and shown."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])


def same_email(email: str) -> str | None:
    """The form in which addresses are compared, None for what is no address."""
    if len(email) > LONGEST_EMAIL:
        return None
    try:
        found = validate_email(
            email.strip(), check_deliverability=False, globally_deliverable=False
        )
    except (EmailNotValidError, UnicodeError):
        return None
    return found.normalized.lower()


def clean_email(email: str) -> str:
    """Raises InvalidInput for what is no address."""
    found = same_email(email)
    if found is None:
        raise InvalidInput(
            "That is not an email address.", field="email", way_out="Write it as name@company.com."
        )
    return found
