"""Who the sample programs work for: customers by a Zipf law, the shop's own staff, channels and bots. All invented."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the shop, or one of its staff."""

    identifier: str
    name: str
    first_name: str  # of an account: of who writes for it
    email: str
    ip: str
    language: str  # that they write in


# Business accounts order most, so they come first: identifier, name, e-mail, language, who writes for them.
_ACCOUNTS = (
    ("quillwater-cafe", "Quillwater Café", "orders@quillwater.example.com", "en", "Nell"),
    ("hotel-ambelin", "Hotel Ambelin", "housekeeping@ambelin.example.com", "en", "Robin"),
    ("werkstatt-nordhain", "Werkstatt Nordhain", "einkauf@nordhain.example.org", "de", "Anke"),
    ("larkspur-fields", "Larkspur Fields School", "office@larkspur-fields.example.org", "en", "Ms Corrigan"),
    ("casa-olivandra", "Casa Olivandra", "compras@olivandra.example.com", "es", "Marta"),
    ("hoshimori-ryokan", "Hoshimori Ryokan", "front@hoshimori.example.org", "ja", "Kaede"),
)
# Name, and the language where it is not English.
_NAMES = (
    "Ines Okafor, Tomasz Wieczorek, Mirela Santos, Jonas Feldbach:de, Priya Ramanathan, "
    "Aiko Morinaga:ja, Samir Haddadin, Clara Lindqvist, Owen Pritchett, Lucía Berenguer:es, "
    "Mei-Ling Zhao, Dorothea Klamm:de, Kwame Boateng-Lee, Freya Halloran, Nadia Rahmani, "
    "Pablo Quiroga:es, Elif Karadeniz, Henrik Solvang, Beatriz Monteiro, Rowan Ashdown, Yuto Kanzaki:ja, "
    "Marguerite Dufresne, Arjun Velankar, Siobhan Carrick, Leon Hartwig:de, Zola Mthembu, Viktor Drahos, "
    "Hana Petrescu, Gabriel Ortuño:es, Thea Mikkelborg, Ruben van Aalst, Amara Nwosu, Colette Marchand, "
    "Felix Brandauer:de"
)
_STAFF = ("Lena Brook", "Marek Dvorsky", "Oluwaseun Bright", "Yasmin Farouk", "Toby Greaves")
# The three ranges that are set aside for documentation.
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


def _ip(number: int) -> str:
    return f"{_NETWORKS[number % 3]}.{7 + number * 5}"


def _address(name: str) -> str:
    plain = name.lower().replace(" ", ".").replace("í", "i").replace("ñ", "n")
    return f"{plain}@example.{'org' if len(name) % 3 == 0 else 'com'}"


def _person(entry: str, number: int, prefix: str = "") -> Person:
    """A person of the tables: "Name" or "Name:language"."""
    name, _, language = entry.partition(":")
    first_name = name.partition(" ")[0]
    email = _address(name)
    identifier = f"{prefix}{first_name.lower()}" if prefix else email.partition("@")[0].replace(".", "-")
    return Person(identifier, name, first_name, email, _ip(number), language or "en")


def _account(number: int) -> Person:
    identifier, name, email, language, contact = _ACCOUNTS[number]
    return Person(identifier, name, contact, email, _ip(number), language)


CUSTOMERS = (
    *(_account(number) for number in range(len(_ACCOUNTS))),
    *(_person(entry, len(_ACCOUNTS) + number) for number, entry in enumerate(_NAMES.split(", "))),
)
STAFF = tuple(_person(name, 45 + number, "staff-") for number, name in enumerate(_STAFF))
_ZIPF = tuple(accumulate(1 / rank**1.05 for rank in range(1, len(CUSTOMERS) + 1)))

BOTS = ("Order desk", "Returns desk", "Product adviser")
_CHANNELS = ("webchat", "rtm", "whatsapp", "msteams", "slack", "email")
_CHANNEL_WEIGHTS = tuple(accumulate((38, 20, 17, 10, 8, 7)))


def customer(rng: Random) -> Person:
    """A customer, the busiest most often."""
    return rng.choices(CUSTOMERS, cum_weights=_ZIPF)[0]


def channel(rng: Random) -> str:
    """How a customer talks to the shop."""
    return rng.choices(_CHANNELS, cum_weights=_CHANNEL_WEIGHTS)[0]
