"""The shop that all sample programs belong to: what it sells, and the facts of one order as slots for texts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class Product:
    """Something the shop sells; `noun` is how people call it when they write in a hurry."""

    sku: str
    name: str
    noun: str
    price: float
    about: str


PRODUCTS = (
    Product(
        "KT-104", "enamel kettle, blue, 1.7 l", "kettle", 48.9, "works on gas and induction, not in the dishwasher"
    ),
    Product("LM-220", "oak reading lamp", "lamp", 89.0, "dims in four steps, takes an E14 bulb up to 8 watts"),
    Product("BL-031", "wool blanket, moss green", "blanket", 74.5, "140 x 200 cm, pure new wool, hand wash"),
    Product("CH-415", "folding garden chair, set of two", "chair set", 119.0, "acacia, oiled, carries 120 kg each"),
    Product(
        "KN-012",
        "bread knife, 24 cm",
        "bread knife",
        34.9,
        "stainless steel, walnut handle, sharpened free for 5 years",
    ),
    Product(
        "PT-580", "cast iron casserole, 5 l", "casserole", 139.0, "oven-proof to 250 degrees, lid included, 6.4 kg"
    ),
    Product("SH-077", "shower curtain, linen look", "shower curtain", 29.9, "180 x 200 cm, washable at 40 degrees"),
    Product(
        "DK-300",
        "standing desk, 140 cm",
        "desk",
        429.0,
        "electric, 62 to 127 cm high, two motors, 10-year warranty on the frame",
    ),
    Product("RG-118", "jute rug, 160 x 230 cm", "rug", 159.0, "undyed, for dry rooms, vacuum only"),
    Product("MG-009", "stoneware mugs, set of six", "mug set", 42.0, "350 ml, microwave and dishwasher safe"),
    Product(
        "HT-642",
        "towel warmer, 500 watts",
        "towel warmer",
        189.0,
        "IP34, timer for 1, 2 and 4 hours, wall kit included",
    ),
    Product("BX-250", "storage boxes, felt, set of three", "box set", 39.5, "fold flat, 30 litres each"),
    Product(
        "GR-071",
        "coffee grinder, conical burr",
        "coffee grinder",
        164.0,
        "18 steps, 230 g hopper, spare burrs available",
    ),
    Product("TB-190", "round side table, ash", "side table", 98.0, "45 cm across, legs screw in without tools"),
    Product("PL-044", "self-watering planter, 30 cm", "planter", 36.0, "water for about two weeks, frost-proof"),
    Product("CL-501", "wall clock, silent", "wall clock", 54.0, "30 cm, one AA battery, no ticking"),
    Product("BD-333", "percale bed linen, 200 x 200 cm", "bed linen", 92.0, "organic cotton, buttons, 60 degrees"),
    Product("FN-025", "pedestal fan, 40 cm", "fan", 79.9, "three speeds, 38 dB on the lowest, remote control"),
    Product("TR-612", "serving tray, birch", "tray", 27.5, "46 x 32 cm, not for the dishwasher"),
    Product("VC-808", "cordless hand vacuum", "hand vacuum", 109.0, "25 minutes a charge, washable filter, USB-C"),
)

_CARRIERS = ("Heronpost", "Kitewing Freight", "Postwagon")
_PLACES = (
    ("Lindenstraße 4", "50674 Köln"),
    ("18 Quay Row", "Bristol BS1 4XY"),
    ("Rua das Flores 118", "4050-262 Porto"),
    ("Calle del Olmo 27", "28012 Madrid"),
    ("7 Mill Lane", "Galway H91 X2P4"),
    ("Storgata 33", "0184 Oslo"),
    ("Kirchweg 12", "8008 Zürich"),
    ("41 rue des Tanneurs", "67000 Strasbourg"),
    ("Via dei Coronari 9", "00186 Roma"),
    ("25 Harbour Street", "Halifax B3J 2L4"),
)
_ROOMS = ("kitchen", "hall", "guest room", "office", "balcony", "bathroom", "shop floor", "terrace")
_NEIGHBOURS = ("Ms Adler", "Mr Oyelaran", "the bakery downstairs", "the family on the second floor", "the concierge")
_ORDERS_A_DAY = 37
_FIRST_DAY = date(2025, 1, 1).toordinal()


def slots(rng: Random, now: datetime, first_name: str) -> dict[str, str]:
    """The facts of one order of one customer, by the names that texts have in braces."""
    product, other = rng.sample(PRODUCTS, 2)
    placed = now - timedelta(days=rng.randint(2, 16))
    (street, city), (shop_street, _) = rng.sample(_PLACES, 2)
    number = (placed.toordinal() - _FIRST_DAY) * _ORDERS_A_DAY + rng.randrange(_ORDERS_A_DAY)
    return {
        "first_name": first_name,
        "order": f"A-{20_000 + number}",
        "invoice": f"INV-{placed:%y%m}-{number % 10_000:04d}",
        "claim": f"CL-{rng.randrange(10_000, 99_999)}",
        "return_id": f"R-{rng.randrange(100_000, 999_999)}",
        "tracking": f"{rng.randrange(10**11, 10**12)}",
        "sku": product.sku,
        "item": product.name,
        "thing": product.noun,
        "about": product.about,
        "price": f"{product.price:.2f}",
        "half": f"{product.price / 2:.2f}",
        "other_item": other.name,
        "other_thing": other.noun,
        "other_price": f"{other.price:.2f}",
        "other_about": other.about,
        "carrier": rng.choice(_CARRIERS),
        "street": street,
        "city": city,
        "shop_street": shop_street,
        "room": rng.choice(_ROOMS),
        "neighbour": rng.choice(_NEIGHBOURS),
        "placed": _day(placed),
        "shipped": _day(placed + timedelta(days=1)),
        "due": _day(now + timedelta(days=rng.randint(1, 3))),
        "kept_until": _day(now + timedelta(days=7)),
        "last_day": _day(placed + timedelta(days=30)),
        "warranty": f"{_day(placed)} {placed.year + 2}",
        "hour": f"{rng.randint(8, 18)}:{rng.randrange(60):02d}",
        "window": rng.choice(("8:00 and 12:00", "12:00 and 16:00", "16:00 and 19:00")),
        "days": str(rng.randint(3, 14)),
        "quantity": str(rng.randint(2, 12)),
    }


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
