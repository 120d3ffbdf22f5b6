"""Checksums of bank accounts and payment cards. Pure; standard library only.

No library is worth its weight here: one check is a remainder, the other a sum, and the packages that have them bring a
registry of all banks or a licence that we cannot take.
"""

# Letters and digits of an IBAN by country (registry of ISO 13616, release 99).
_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_LENGTH_OF = {country: length for length, countries in _LENGTHS.items() for country in countries.split()}

# Where the numbers of the networks begin, and how long they are.
_NETWORKS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (400000, 499999, (13, 16, 19)),  # Visa
    (510000, 559999, (16,)),  # Mastercard
    (222100, 272099, (16,)),
    (340000, 349999, (15,)),  # American Express
    (370000, 379999, (15,)),
    (601100, 601199, (16, 19)),  # Discover
    (644000, 659999, (16, 19)),
    (300000, 305999, (14,)),  # Diners
    (360000, 369999, (14,)),
    (380000, 399999, (14,)),
    (352800, 358999, (16, 19)),  # JCB
    (620000, 629999, (16, 17, 18, 19)),  # UnionPay
)


def length_of_account(country: str) -> int:
    """How long an IBAN of a country is; 0 where there are none."""
    return _LENGTH_OF.get(country, 0)


def is_account(text: str) -> bool:
    """Whether the check digits of an IBAN are right; capitals and digits only."""
    number = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return int(number) % 97 == 1


def is_card(digits: str) -> bool:
    """Whether a network has such numbers and the last digit checks the others (Luhn)."""
    head, length = int(digits[:6]), len(digits)
    if not any(low <= head <= high and length in lengths for low, high, lengths in _NETWORKS):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
