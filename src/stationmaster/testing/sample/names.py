"""Names of people from many countries: as written, as spelt in a mail address, and as friends say."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from stationmaster.testing.sample.chance import Chance


@dataclass(frozen=True, slots=True)
class Name:
    """`given` and `family` as the person writes them; the `_latin` forms are for mail addresses."""

    given: str
    family: str
    given_latin: str
    family_latin: str


_GIVEN_AND_FAMILY: Mapping[str, tuple[str, str]] = {
    "Norway": (
        "Ingrid Solveig Marit Åse Bjørn Håkon Sverre Eirik Sunniva Torbjørn Ragnhild Øystein Kari "
        "Magnus Silje Vegard",
        "Halvorsen Moen Berg Bakken Strand Lie Haugen Solberg Nygård Sæther Dahl Eide Myhre Aas "
        "Brekke Østby",
    ),
    "Sweden": (
        "Astrid Linnéa Gösta Björn Märta Elin Håkan Sven Åsa Kerstin Oskar Viktor Ebba Sixten Maja "
        "Göran",
        "Lindqvist Åkesson Sjöberg Nyström Öberg Hällström Wallin Ekdahl Forsberg Lundgren Söderlund "
        "Bergman Lövgren Sandström Holm",
    ),
    "Denmark": (
        "Søren Mette Kirsten Jørgen Rasmus Bodil Anders Lærke Kåre Maren Niels Freja Ditte Asger",
        "Rasmussen Kjær Mikkelsen Bøgh Vestergaard Østergaard Holst Lauritsen Damgaard Toft Nørgaard "
        "Skov Friis",
    ),
    "Finland": (
        "Aino Väinö Päivi Jukka Eero Tuulikki Marjatta Antti Sanni Kaarlo Hilkka Veikko Pekka Outi",
        "Virtanen Mäkelä Hämäläinen Järvinen Koskinen Lehtonen Niemi Salonen Häkkinen Räsänen "
        "Tuominen Peltola Ylönen",
    ),
    "United Kingdom": (
        "Robert William Margaret Elizabeth Thomas Katherine Rhiannon Angus Fiona Edward Patricia "
        "Alexander Gwen Callum Samantha Anthony Priya Imran Zadie Christopher",
        "Okafor Pryor Whitcombe Ashdown Marlowe MacAllister Penhaligon Llewellyn Fairbairn Hartley "
        "Osgood Thackeray Redfern Mbeki-Lowe O'Hare Sutcliffe Bose Khan",
    ),
    "Ireland": (
        "Siobhán Aoife Niamh Ciarán Pádraig Seán Róisín Eoghan Gráinne Declan Orla Fionn Bríd",
        "O'Shaughnessy Ní-Dhomhnaill Byrne MacCarthy Ó-Briain Kinsella Gallagher Tierney Nolan "
        "O'Dwyer Fahy Brennan",
    ),
    "Germany": (
        "Jürgen Käthe Björn Anneliese Matthias Günther Ulrike Friederike Sönke Heike Lukas Jannik "
        "Annegret Mehmet Ayşe Wolfgang",
        "Haas Müller-Brandt Schröder Weiß Krüger Jäger Böhm Großkopf Vogelsang Kühn Petersen Yıldız "
        "Lindner Fuhrmann Strauß Zimmermann",
    ),
    "Austria": (
        "Leopold Resi Johanna Franz-Josef Theres Maximilian Sepp Katharina Valentin Hermine",
        "Gruber Pichler Moosbrugger Kölbl Strobl Überbacher Wögerbauer Hofer Stöckl Zeilinger",
    ),
    "Switzerland": (
        "Urs Reto Ueli Regula Céline Beat Noëmi Flurin Seraina Luca Mirjam Benoît",
        "Ammann Zürcher Rüegg Bühler Cavegn Hürlimann Rochat Jäggi Gessner Bernasconi Tschudi",
    ),
    "Netherlands": (
        "Sjoerd Femke Pieter Anouk Willemijn Joost Maaike Ruben Sanne Thijs Bram Hendrika",
        "van-der-Meer de-Vries Dijkstra Hoekstra ter-Horst Brouwer Kuipers Verhoeven van-Leeuwen "
        "Smit Postma",
    ),
    "Poland": (
        "Małgorzata Zbigniew Łukasz Agnieszka Stanisław Grażyna Wojciech Żaneta Paweł Bożena Szymon",
        "Wójcik Kowalczyk Zieliński Dąbrowski Wiśniewska Łuczak Gąsior Śliwa Żak Nowakowski Błaszczyk",
    ),
    "Czechia": (
        "Jiří Ludmila Vítězslav Zdeňka Ondřej Růžena Tomáš Šárka Matěj Božena",
        "Dvořák Novotná Černý Procházka Říha Šťastný Kučera Vlček Holubová Žižka",
    ),
    "France": (
        "Élodie François Chloé Jérôme Anaïs Benoît Maëlys Thérèse Yannick Aurélien Fatou Océane "
        "Gaël Solène",
        "Lefèvre Béranger D'Aubigny Garçon Lenoir Diallo Rousseau Guérin Hébert Delacroix Mercier "
        "Pélissier Le-Goff",
    ),
    "Spain": (
        "Begoña Íñigo José María-Luisa Núria Ángel Concepción Joaquín Xabier Montserrat Andrés Leire",
        "Muñoz Ibáñez-Soler Etxeberria Castaño Peñalver Giménez Ferrándiz Ortuño Zubizarreta Vidal "
        "Núñez",
    ),
    "Italy": (
        "Niccolò Giulia Raffaele Chiara Lodovico Beatrice Gian-Luca Ornella Dario Noemi Salvatore",
        "D'Angelo Bianchini Fontanella Ricci Dell'Orto Marchetti Lombardo Zanetti Colombo Nicolò "
        "Ferrara",
    ),
    "Portugal": (
        "João Inês Gonçalo Conceição Estêvão Mafalda Rui Lúcia Tomé Graça",
        "Magalhães Simões Conceição Assunção Frazão Teixeira Guimarães Leitão Brandão Vasconcelos",
    ),
    "United States": (
        "Michael Jennifer Dana Benjamin Theodore Rebecca Jonathan Abigail Marcus Latoya Guadalupe "
        "Nathaniel Deborah Gregory Kimberly Joshua Ngozi Timothy",
        "Lind Castellanos Washington Hutchinson Nguyen Goldfarb O'Rourke Kowalski Pham Whitfield "
        "Baptiste Delgado Sorensen Abernathy Chukwu Reyes St.-Clair",
    ),
    "Canada": (
        "Geneviève Wayne Étienne Heather Tagak Marie-Ève Gordon Sunita Liam Noor",
        "Tremblay Gauthier MacLeod Singh-Gill Bouchard Ashini Fraser Pelletier Lavoie Campbell",
    ),
    "Brazil": (
        "Thiago Antônio Luíza Conceição Davi Iara Mônica Caetano Júlia Cauã",
        "Gonçalves da-Silva Araújo Nakamura Assis Falcão Brandão Ribeiro Cordeiro",
    ),
    "Mexico": (
        "Xóchitl Lupita Sofía Ramón Itzel Héctor Inés Óscar Citlali",
        "Hernández Peña-Nieto Zúñiga Cuauhtémoc Ordóñez Villaseñor Ibarra Quetzal",
    ),
    "Japan": (
        "美咲/Misaki 健太/Kenta さくら/Sakura 大輔/Daisuke 陽子/Yoko 翔/Sho 由紀/Yuki Makoto Ayumi",
        "伊藤/Ito 佐々木/Sasaki 渡辺/Watanabe 小野寺/Onodera 髙橋/Takahashi 林/Hayashi Ōsawa/Osawa Fujita",
    ),
    "India": (
        "Aarav Lakshmi Rajesh Meenakshi Sanjay अनिता/Anita विवेक/Vivek Thenmozhi Farhan Deepa",
        "Krishnamurthy Chatterjee Iyer Deshpande Ramanathan Qureshi Pillai Bhattacharya Rao",
    ),
    "Singapore": (
        "Wei-Ling 志明/Zhiming Siti Kavitha 美玲/Meiling Hafiz Jia-Hui Darren",
        "Tan 林/Lim Goh bin-Osman 陈/Chen Wong Subramaniam Teo",
    ),
    "Australia": (
        "Bronwyn Lachlan Matilda Jarrah Angela Dimitri Kylie Hamish Thuy",
        "Papadopoulos McKenzie Goolagong Tran Fitzgerald Ellery Bannister Nguyen-Hart",
    ),
    "Greece": (
        "Γιώργος/Giorgos Ελένη/Eleni Δημήτρης/Dimitris Ευαγγελία/Evangelia Nikos Αικατερίνη/Aikaterini "
        "Σπύρος/Spyros Despina",
        "Παπαδόπουλος/Papadopoulos Οικονόμου/Oikonomou Βασιλείου/Vasileiou Karagiannis Μακρής/Makris "
        "Ξενάκης/Xenakis",
    ),
}

_MOVED: tuple[tuple[str, str], ...] = (
    (
        "Олена/Olena Тарас/Taras Соломія/Solomiia Мирослав/Myroslav",
        "Шевчук/Shevchuk Бойко/Boiko Гончар/Honchar",
    ),
    ("ليلى/Layla يوسف/Yusuf مريم/Maryam خالد/Khalid", "حداد/Haddad الخطيب/Alkhatib منصور/Mansour"),
    ("נועה/Noa אורי/Ori תמר/Tamar", "לוי/Levi כהן/Cohen אברהמי/Avrahami"),
    ("서연/Seoyeon 민준/Minjun 지우/Jiwoo", "김/Kim 박/Park 최/Choi"),
    ("Nguyễn-Thị/Nguyenthi Đức/Duc Hương/Huong", "Trần/Tran Phạm/Pham Đặng/Dang"),
)
"""People whose names are at home elsewhere; one in twenty-five anywhere is one of them."""

SHORT_FORMS: Mapping[str, str] = {
    "Robert": "Bob", "William": "Bill", "Margaret": "Maggie", "Elizabeth": "Liz", "Thomas": "Tom",
    "Katherine": "Kate", "Edward": "Ted", "Patricia": "Pat", "Alexander": "Alex", "Samantha": "Sam",
    "Anthony": "Tony", "Christopher": "Chris", "Michael": "Mike", "Jennifer": "Jen",
    "Benjamin": "Ben", "Theodore": "Ted", "Rebecca": "Becky", "Jonathan": "Jon", "Abigail": "Abby",
    "Nathaniel": "Nate", "Deborah": "Deb", "Gregory": "Greg", "Kimberly": "Kim", "Joshua": "Josh",
    "Timothy": "Tim",
}  # fmt: skip
"""A given name and what its owner's friends call them; both may stand for one person."""

_FOLD = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i", "đ": "d",
     "Đ": "D"}
)  # fmt: skip


def to_ascii(text: str) -> str:
    """Letters without their marks, as a mail address has them: `Ålesund` -> `Alesund`."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLD))
    return decomposed.encode("ascii", "ignore").decode()


def _parts(words: str) -> tuple[tuple[str, str], ...]:
    """(as written, in Latin letters without marks) for each word; a hyphen is a space in particles."""
    out = []
    for word in words.split():
        native, _, latin = word.partition("/")
        out.append((_spaced(native), to_ascii(latin or native)))
    return tuple(out)


def _spaced(word: str) -> str:
    lowered = word.startswith(("van-", "de-", "ter-", "da-", "bin-"))
    return (
        word.replace("-", " ") if lowered or word.startswith(("Ó-", "Ní-", "Le-", "St.-")) else word
    )


_BY_COUNTRY = {k: (_parts(g), _parts(f)) for k, (g, f) in _GIVEN_AND_FAMILY.items()}
_ELSEWHERE = tuple((_parts(given), _parts(family)) for given, family in _MOVED)


def person_name(chance: Chance, country: str) -> Name:
    """A name at home in the country; one person in twenty-five came from elsewhere."""
    given, family = (
        chance.one(_ELSEWHERE) if chance.happens(0.04) else _BY_COUNTRY.get(country, _ELSEWHERE[0])
    )
    (first, first_latin), (last, last_latin) = chance.one(given), chance.one(family)
    return Name(first, last, first_latin, last_latin)


def mailbox(name: Name) -> str:
    """`given.family` in lower-case ASCII, as most companies build their addresses."""
    first, last = (
        "".join(c for c in part.lower() if c.isalnum())
        for part in (name.given_latin, name.family_latin)
    )
    return f"{first}.{last}"
