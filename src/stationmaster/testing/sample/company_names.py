"""Names and mail domains for invented companies, composed so that no two are alike."""

from collections.abc import Iterator, Mapping
from itertools import product

from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.names import to_ascii

TRADES: Mapping[str, tuple[str, ...]] = {
    "Shipping": ("Marine", "Shipping", "Harbour Services", "Ferries"),
    "Food": ("Foods", "Dairies", "Bakeries", "Provisions"),
    "Health care": ("Clinic", "Care Group", "Diagnostics", "Medical Supply"),
    "Logistics": ("Logistics", "Freight", "Couriers", "Warehousing"),
    "Energy": ("Energy", "Wind", "District Heating", "Grid Services"),
    "Construction": ("Construction", "Roofing", "Civil Works", "Interiors"),
    "Manufacturing": ("Works", "Castings", "Pumps", "Precision Tools"),
    "Facilities": ("Facilities", "Cleaning", "Lifts", "Fire Safety"),
    "Telecoms": ("Networks", "Fibre", "Broadcast", "Masts"),
    "Software": ("Labs", "Systems", "Data", "Studio"),
    "Retail": ("Outfitters", "Hardware", "Garden Centres", "Books"),
    "Public sector": ("Municipal Utilities", "Transit", "Housing Trust", "Water Board"),
}

_HEADS_AND_TAILS = (
    (
        "Iron Copper Silver Stone Hazel Wind Fox Otter Amber Bramble Thorn Lark Kestrel Heron Quarry "
        "Penny Alder Rowan Harrow Mill Wether Swallow Barley Drover Gannet Holm Kettle Marl Nettle "
        "Oak Plover Rush Saddle Tanner Wold Yarrow Cinder Dun Ember Fallow",
        "bridge field mere beck hope gate hollow crop rush burn wood lane bury ford way combe dale "
        "fell garth haven hurst keep ley marsh moor pool ridge stead thorpe wick",
    ),
    (
        "Roth Blau Stein Weiden Linden Kirsch Granit Falken Birken Silber Eichen Hirsch Kranich "
        "Moos Nebel Sonnen Tannen Ulmen Winter Zedern",
        "wald fels furt au hof thal berg bach born grund heide kamp moor rode see werder",
    ),
    (
        "Nord Fjell Bjørke Havs Skog Stein Lys Myr Åker Elve Furu Hval Ravn Selje Sund Tjern Varde Øst",
        "gata lund vik stua nes eng ås haug strand ø dalen bu foss heim land mo",
    ),
    (
        "Bel Mont Val Roca Ribe Olivar Torre Serra Acqua Cast Ponte Luna Peña Fonte Cala Vigna",
        "verde clair franc alta mora bruna serena dombra nova ombre vella fria sol grande",
    ),
)


def _stems() -> list[str]:
    return [
        head + tail
        for heads, tails in _HEADS_AND_TAILS
        for head, tail in product(heads.split(), tails.split())
    ]


def slug(text: str) -> str:
    """`Quay Street Clinic` -> `quaystreetclinic`."""
    return "".join(c for c in to_ascii(text).lower() if c.isalnum())


def company_names(chance: Chance) -> Iterator[tuple[str, str]]:
    """(name without legal form, industry) without end. The first two thousand share no first word."""
    stems, industries = _stems(), tuple(TRADES)
    for round_number in range(1, 10_000):
        for place, stem in enumerate(chance.some(stems, len(stems))):
            industry = industries[(place + round_number) % len(industries)]
            number = f" {round_number}" if round_number > 1 else ""
            yield f"{stem} {chance.one(TRADES[industry])}{number}", industry
