"""Where the sample company sells: countries, cities, telephone numbers, legal forms; four territories."""

from collections.abc import Mapping
from dataclasses import dataclass

from stationmaster.testing.sample.chance import Chance


@dataclass(frozen=True, slots=True)
class Country:
    """`phone` is a template of national numbers as written abroad, `#` being any digit.

    Where a country keeps numbers for fiction, the template stays inside them. `weight` is the
    country's share of the customers.
    """

    name: str
    code: str
    territory: str
    weight: float
    phone: str
    legal: str
    cities: tuple[str, ...]


def _country(line: str) -> Country:
    name, code, territory, weight, phone, legal, cities = (p.strip() for p in line.split("|"))
    return Country(name, code, territory, float(weight), phone, legal, tuple(cities.split(", ")))


TERRITORIES = ("North", "Central", "South", "Overseas")

COUNTRIES: Mapping[str, Country] = {
    country.name: country
    for country in map(
        _country,
        (
            "Norway|NO|North|8|+47 22 ## ## ##|AS|Bergen, Oslo, Trondheim, Stavanger, Tromsø, Ålesund",
            "Sweden|SE|North|8|+46 8 465 0## ##|AB|Göteborg, Stockholm, Malmö, Uppsala, Umeå",
            "Denmark|DK|North|6|+45 33 9# ## ##|A/S|København, Aarhus, Odense, Aalborg",
            "Finland|FI|North|4|+358 9 4######|Oy|Helsinki, Tampere, Turku, Oulu, Jyväskylä",
            "United Kingdom|GB|North|14|+44 20 7946 0###|Ltd"
            "|Aberdeen, London, Leeds, Bristol, Cardiff, Glasgow, Belfast",
            "Ireland|IE|North|4|+353 1 #######|Ltd|Dublin, Cork, Galway, Limerick",
            "Germany|DE|Central|14|+49 30 23125 ###|GmbH"
            "|Hamburg, Berlin, München, Köln, Düsseldorf, Lübeck, Würzburg",
            "Austria|AT|Central|4|+43 1 5######|GmbH|Wien, Graz, Linz, Salzburg",
            "Switzerland|CH|Central|5|+41 44 ### ## ##|AG|Zürich, Basel, Bern, Luzern, Genève",
            "Netherlands|NL|Central|6|+31 20 ### ####|B.V.|Rotterdam, Amsterdam, Utrecht, Groningen",
            "Poland|PL|Central|5|+48 22 ### ## ##|Sp. z o.o.|Gdańsk, Warszawa, Kraków, Wrocław, Łódź",
            "Czechia|CZ|Central|3|+420 22# ### ###|s.r.o.|Praha, Brno, Ostrava, Plzeň",
            "France|FR|South|10|+33 1 99 00 ## ##|SAS|Nantes, Paris, Lyon, Marseille, Orléans, Nîmes",
            "Spain|ES|South|8|+34 91 ### ## ##|S.L.|Bilbao, Madrid, Barcelona, València, A Coruña",
            "Italy|IT|South|7|+39 02 ### ####|S.r.l.|Genova, Milano, Torino, Bologna, Napoli",
            "Portugal|PT|South|3|+351 21 ### ####|Lda|Porto, Lisboa, Braga, Setúbal",
            "Greece|GR|South|2|+30 21 #### ####|A.E.|Athina, Thessaloniki, Piraeus, Patras",
            "United States|US|Overseas|12|+1 212-555-01##|Inc."
            "|Portland, Boston, Chicago, Denver, Austin, Seattle, Baltimore",
            "Canada|CA|Overseas|4|+1 416-555-01##|Inc.|Halifax, Toronto, Montréal, Vancouver",
            "Brazil|BR|Overseas|3|+55 11 3###-####|Ltda|São Paulo, Recife, Belo Horizonte, Curitiba",
            "Mexico|MX|Overseas|2|+52 55 5### ####|S.A. de C.V.|Mérida, Monterrey, Guadalajara, León",
            "Japan|JP|Overseas|3|+81 3-5###-####|K.K.|Yokohama, Tokyo, Osaka, Fukuoka",
            "India|IN|Overseas|3|+91 22 2### ####|Pvt Ltd|Mumbai, Pune, Chennai, Bengaluru, Kochi",
            "Singapore|SG|Overseas|2|+65 6### ####|Pte Ltd|Singapore",
            "Australia|AU|Overseas|3|+61 2 5550 ####|Pty Ltd|Sydney, Brisbane, Perth, Hobart",
        ),
    )
}

AREA_CODES: Mapping[str, tuple[str, ...]] = {
    "United States": (
        "212",
        "303",
        "404",
        "415",
        "503",
        "512",
        "602",
        "617",
        "702",
        "773",
        "818",
        "919",
    ),
    "Canada": ("416", "204", "403", "506", "514", "604", "613", "780", "902"),
}

MISSPELT: Mapping[str, tuple[str, ...]] = {
    "Norway": ("Norwey", "Norge"),
    "Sweden": ("Sweeden", "Sverige"),
    "Germany": ("Germnay", "Deutschland"),
    "United Kingdom": ("Untied Kingdom", "U.K.", "Great Britian"),
    "Netherlands": ("Netherland", "Holland"),
    "Switzerland": ("Switserland", "Schweiz"),
    "France": ("Frnace", "FRANCE"),
    "Spain": ("Espana", "Spian"),
    "Italy": ("Itlay", "Italia"),
    "United States": ("U.S.A.", "Untied States", "usa"),
    "Brazil": ("Brasil",),
    "Poland": ("Polnad", "Polska"),
}
"""How people write some countries wrongly, or in their own language, in a form."""


def phone_number(chance: Chance, country: Country) -> str:
    """A number of the country as people write it for abroad, such as `+44 20 7946 0123`."""
    digits = f"{int(chance.unit() * 10**10):010d}"
    template = country.phone
    for code in AREA_CODES.get(country.name, ())[:1]:
        template = template.replace(code, chance.one(AREA_CODES[country.name]))
    out = []
    for character in template:
        if character == "#":
            character, digits = digits[0], digits[1:]
        out.append(character)
    return "".join(out)
