"""Whether a text makes public who somebody is and where they are to be found: a name with an address, a staff role with a name.

Narrow on purpose: it rings a phone. A name alone is no such thing, nor is an address of a house that is open to all.
"""

import re

from rules.text.personal import ADDRESS, EMAIL, PHONE, PLATE

LONGEST = 2_000
_STREET = (
    r"[A-Z][\w'’-]{1,30}(?:weg|straat|laan|plein|dijk|kade|singel|gracht|pad|steeg|dreef|park|hof|erf|plantsoen|baan)"
)
STREET = re.compile(
    rf"\b(?:{_STREET}|(?:[A-Z][\w'’-]+ ){{1,2}}(?:weg|straat|laan|plein|dijk))\s+(?:nr\.? ?)?\d{{1,4}}\s?[a-zA-Z]?\b"
)
_PART = r"(?:van|de|den|der|het|ter|ten|te|el|al|bin|van der|van de|van den)"
_SURNAME = rf"(?:{_PART} ){{0,2}}[A-Z][a-zà-ÿ'’-]{{2,30}}"
INITIALS = re.compile(rf"\b(?:[A-Z]\.\s?){{1,4}}{_SURNAME}")
FULL_NAME = re.compile(rf"\b[A-Z][a-zà-ÿ-]{{1,20}} {_SURNAME}\b")
STAFF = re.compile(
    r"\b(?:nachtdienst|dagdienst|verpleegkundige|verzorgende|verzorgster|zuster|broeder|begeleid(?:er|ster)|teamleid(?:er|ster)|"
    r"locatiemanager|manager|bestuurder|directeur|directrice|medewerk(?:er|ster)|achterwacht|behandelaar|psychiater|arts|"
    r"nurse|carer|manager|director|night shift)\b",
    re.IGNORECASE,
)
FIND = re.compile(
    r"\b(?:woont|woonachtig|adres|huisadres|te vinden (?:in|op|bij)|uit [A-Z]|vraag (?:haar|hem)|zoek (?:haar|hem) op|"
    r"rijdt in|haar huis|zijn huis|lives (?:in|at)|home address)"
)


def names_colleague(text: str) -> bool:
    """Whether a person is named together with where to find them, or a colleague by role and name with a hint to find them."""
    read = text[:LONGEST]
    found = _found(read)
    named = bool(INITIALS.search(read) or FULL_NAME.search(read))
    return found and (named or bool(STAFF.search(read) and FIND.search(read)))


def _found(text: str) -> bool:
    """An address, a telephone number, a number plate or a mail address."""
    return any(pattern.search(text) for pattern in (STREET, ADDRESS, PHONE, EMAIL, PLATE))
