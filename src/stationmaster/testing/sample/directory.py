"""Mail addresses and telephone numbers that are given out once only."""

from dataclasses import dataclass, field

from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.names import Name, mailbox, person_name
from stationmaster.testing.sample.places import Country, phone_number

FREE_MAIL = ("gmail.com", "googlemail.com")


@dataclass(slots=True)
class Directory:
    """Everything that was given out so far."""

    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)

    def email(self, name: Name, domain: str) -> str:
        box = mailbox(name)
        email, number = f"{box}@{domain}", 2
        while email in self.emails:
            email, number = f"{box}{number}@{domain}", number + 1
        self.emails.add(email)
        return email

    def private_email(self, chance: Chance, name: Name) -> str:
        """An address that cannot be anybody's: this provider gives out none with an underscore."""
        box = f"{mailbox(name).replace('.', '_')}_{chance.between(10, 9999)}"
        email = f"{box}@{chance.one(FREE_MAIL)}"
        self.emails.add(email)
        return email

    def phone(self, chance: Chance, country: Country) -> str | None:
        """A number nobody has; None where the country's numbers for fiction have run out."""
        for _ in range(20):
            phone = phone_number(chance, country)
            if phone not in self.phones:
                self.phones.add(phone)
                return phone
        return None

    def contact_name(self, chance: Chance, firm: str, country: str) -> Name:
        """A name nobody else at the company has."""
        return self._unlike(chance, country, firm)

    def new_name(self, chance: Chance, country: str) -> Name:
        """A name that no contact has."""
        return self._unlike(chance, country, "")

    def _unlike(self, chance: Chance, country: str, firm: str) -> Name:
        name = person_name(chance, country)
        for _ in range(50):
            if (firm, _spelling(name)) not in self.names:
                break
            name = person_name(chance, country)
        else:
            name = _double(name, person_name(chance, country))
        self.names.update({(firm, _spelling(name)), ("", _spelling(name))})
        return name


def _spelling(name: Name) -> str:
    return f"{name.given_latin} {name.family_latin}".lower()


def _double(first: Name, second: Name) -> Name:
    return Name(
        first.given,
        f"{first.family}-{second.family}",
        first.given_latin,
        f"{first.family_latin}-{second.family_latin}",
    )
