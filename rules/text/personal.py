"""Personal data in a text: what must not stand in public. Checked, not guessed, where a check exists."""

import re
from collections.abc import Callable, Iterator

from rules.text.values import Evidence

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
PHONE = re.compile(r"(?<![\d+])(?:\+31|0031|0)(?:[ \-.]?\(0\))?(?:[ \-.]?\d){9}(?![\d-])")
BSN = re.compile(r"(?<![\d.,-])(?:\d{8,9}|\d{3}[. ]\d{3}[. ]\d{3}|\d{4}[. ]\d{2}[. ]\d{3})(?![\d-]|[.,]\d)")
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])")
ADDRESS = re.compile(
    r"(?<!\d)[1-9]\d{3} ?[A-Z]{2}\b(?=.{0,3}?,? ?(?:nr\.? ?|nummer |huisnummer )?\d{1,5}\b)"
    r"|(?:[A-Z][\w'’-]{2,40} )(?:nr\.? )?\d{1,5}(?: ?-? ?[a-zA-Z]{1,2})?,? (?:te )?[1-9]\d{3} ?[A-Z]{2}\b"
)
NUMBER_BEHIND = re.compile(r",? ?(?:nr\.? ?|nummer |huisnummer )?\d{1,5}[a-zA-Z]?\b")
PLATE = re.compile(r"(?<![\w-])(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{2,3}|\d{2,3})-(?:[A-Z]{1,2}|\d{1,2})(?![\w-])", re.I)
SIDECODE = re.compile(
    r"AA-99-99|99-99-AA|99-AA-99|AA-99-AA|AA-AA-99|99-AA-AA|99-AAA-9|9-AAA-99|AA-999-A|A-999-AA|AAA-99-A|A-99-AAA"
    r"|9-AA-999|999-AA-9"
)
"""The patterns of Dutch number plates, A for a letter and 9 for a digit."""


def personal_data(text: str) -> tuple[Evidence, ...]:
    """E-mail addresses, phone numbers, citizen numbers, IBANs, addresses and plates in ``text``, by place."""
    if "@" not in text and not any(map(str.isdigit, text)):
        return ()
    places = sorted({place for find in _FINDERS for place in find(text)})
    apart = [place for place in places if not any(_inside(place, other) for other in places)]
    return tuple(Evidence(start, end, text[start:end]) for start, end in apart)


def _inside(place: tuple[int, int], other: tuple[int, int]) -> bool:
    return place != other and other[0] <= place[0] and place[1] <= other[1]


def is_bsn(number: str) -> bool:
    """Whether nine digits (or eight, a leading zero left out) pass the 11-test of the Dutch citizen number."""
    digits = [int(digit) for digit in number if digit.isdecimal()]
    if not 8 <= len(digits) <= 9 or not any(digits):
        return False
    digits = [0] * (9 - len(digits)) + digits
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def is_iban(number: str) -> bool:
    """Whether the check digits are right (ISO 13616, modulo 97); a Dutch one has 18 characters."""
    code = number.replace(" ", "").upper()
    if not 15 <= len(code) <= 34 or (code.startswith("NL") and len(code) != 18):
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def is_plate(number: str) -> bool:
    """Whether the groups stand as on a Dutch number plate."""
    shape = "".join("9" if sign.isdigit() else "-" if sign == "-" else "A" for sign in number)
    return SIDECODE.fullmatch(shape) is not None


def _all(pattern: re.Pattern[str], holds: Callable[[str], bool]) -> Callable[[str], Iterator[tuple[int, int]]]:
    def find(text: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in pattern.finditer(text) if holds(found.group()))

    return find


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for found in ADDRESS.finditer(text):
        behind = NUMBER_BEHIND.match(text, found.end())
        yield found.start(), behind.end() if behind and text[found.start()].isdigit() else found.end()


def _any(_: str) -> bool:
    return True


_FINDERS = (
    _all(EMAIL, _any),
    _all(PHONE, _any),
    _all(BSN, is_bsn),
    _all(IBAN, is_iban),
    _all(PLATE, is_plate),
    _addresses,
)
