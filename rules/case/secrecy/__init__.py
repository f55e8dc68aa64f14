"""May this draft be published? What in it says too much, where, and whether it is blocked or needs a second person.

A public answer of a care organisation may not even confirm that somebody is a client, whatever the other wrote first.
Every finding names its words and its kind; ``rules.explain.secrecy`` tells both to the writer. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.case.secrecy.words import DEFINITE, DOUBTFUL, POSTAL, Tell, in_question
from rules.text.personal import EMAIL, PHONE, personal_data


class Secret(StrEnum):
    """What a draft gives away."""

    CONFIRMS = "confirms"  # somebody is, or was, a client
    DENIES = "denies"  # somebody is no client
    CARE = "care"  # somebody's care: treatment, stay, medicines, appointment
    RECORD = "record"  # what our files say
    DIAGNOSIS = "diagnosis"  # what somebody suffers from
    ROOM = "room"  # where somebody is
    DATE = "date"  # when somebody came, left or was treated
    KIN = "kin"  # somebody's relative
    NAME = "name"  # somebody by name
    EMPLOYEE = "employee"  # a colleague by name
    CONTACT = "contact"  # that we spoke to somebody
    PERSONAL = "personal"  # a number, an address, a plate
    REACHED = "reached"  # a phone number or mail address that may be a person's own


class Weight(StrEnum):
    """What a finding does to a draft."""

    BLOCK = "block"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words ``[start, end)`` of the draft that give something away."""

    secret: Secret
    weight: Weight
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """Names that are known here: ``author`` is what the other calls itself in public, ``staff`` are our own people."""

    author: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


NOBODY_KNOWN = Known()


def look(text: str, known: Known = NOBODY_KNOWN) -> tuple[Finding, ...]:
    """Everything a draft gives away, by place; what is doubtful inside something certain is left out. Never raises."""
    found = [*_told(text), *_named(text, known), *_personal(text)]
    certain = [f for f in found if f.weight is Weight.BLOCK]
    doubtful = [f for f in found if f.weight is Weight.SECOND and not any(_overlap(f, c) for c in certain)]
    return tuple(sorted(_apart([*certain, *doubtful]), key=lambda f: (f.start, f.end)))


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Whether one of them keeps the draft from being published at all."""
    return any(f.weight is Weight.BLOCK for f in findings)


_CONFIRMING = (Secret.CONFIRMS, Secret.DENIES, Secret.CARE, Secret.RECORD)


def confirming_words(text: str) -> str | None:
    """The words of a text that confirm or deny that somebody is a client, or speak of their care; None: there are none."""
    telling = [tell for tell in DEFINITE if tell.secret in _CONFIRMING]
    if not any(True for tell in telling for _ in _places(tell, text)):  # nearly every text; the rest is then not read
        return None
    found = [f for f in look(text) if f.weight is Weight.BLOCK and f.secret in _CONFIRMING]
    return " ".join(found[0].words.split()) if found else None


def _finding(text: str, secret: Secret, weight: Weight, start: int, end: int) -> Finding:
    return Finding(secret, weight, start, end, text[start:end])


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _apart(found: list[Finding]) -> list[Finding]:
    """One finding a place: the longest of those that overlap with the same weight."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.weight, -(f.end - f.start), f.start)):
        if not any(_overlap(finding, other) for other in kept):
            kept.append(finding)
    return kept


# --- words ---------------------------------------------------------------------------------------------------


def _told(text: str) -> Iterator[Finding]:
    for tells, weight in ((DEFINITE, Weight.BLOCK), (DOUBTFUL, Weight.SECOND)):
        for tell in tells:
            for start, end in _places(tell, text):
                yield _finding(text, Secret(tell.secret), weight, start, end)


def _places(tell: Tell, text: str) -> Iterator[tuple[int, int]]:
    for match in tell.pattern.finditer(text):
        if not (tell.asks_allowed and in_question(text, match.start(), match.end())):
            yield match.span()


# --- names ---------------------------------------------------------------------------------------------------

_TITLED = re.compile(
    r"\b(?:mevrouw|mevr\.?|mw\.?|meneer|de heer|dhr\.?|heer|mrs?\.?|ms\.?|miss)\s+"
    r"(?P<name>(?:(?:van|de|der|den|ter|ten|el|al|le|la)\s+){0,3}[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+)?)",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"\b(?i:verpleegkundige|verzorgende|begeleid(?:er|ster)|behandelaar|(?:huis)?arts|dokter|psycholoog|psychiater|"
    r"therapeut|zorgmedewerk(?:er|ster)|medewerk(?:er|ster)|collega|teamleider|locatiemanager|nachtzuster|zuster|broeder|"
    r"stagiaire?|nurse|carer|doctor|dr\.?|therapist|colleague|manager|care\s+worker|support\s+worker)\s+"
    r"(?P<name>[A-ZÀ-Þ][a-zà-ÿ'’-]+(?:\s+(?:(?:van|de|der|den)\s+)*[A-ZÀ-Þ][\w'’-]+)?)"
)
_SIGNED = re.compile(r"(?:\^|\b(?:groet(?:en|jes)?|groetjes|regards|namens|wishes),?)[^.!?\n]{0,60}$", re.IGNORECASE)


def _named(text: str, known: Known) -> Iterator[Finding]:
    for match in _TITLED.finditer(text):
        name = match.group("name")
        if any(part[:1].isupper() for part in name.split()) and not _is_author(name, known):
            yield _finding(text, Secret.NAME, Weight.SECOND, *match.span())
    for match in _FUNCTION.finditer(text):
        if not _is_author(match.group("name"), known):
            yield _finding(text, Secret.EMPLOYEE, Weight.SECOND, *match.span())
    whole = [re.escape(name) for name in known.staff if " " in name and not _is_author(name, known)]
    for match in re.finditer(rf"\b(?:{'|'.join(whole)})\b", text) if whole else ():
        if not _SIGNED.search(text[: match.end()]):
            yield _finding(text, Secret.EMPLOYEE, Weight.SECOND, *match.span())


def _is_author(name: str, known: Known) -> bool:
    """Whether the name is (a part of) what the other calls itself in public: a greeting may use that."""
    mine = {part.casefold() for author in known.author for part in re.findall(r"[\w'’-]+", author)}
    return all(part.casefold() in mine for part in re.findall(r"[\w'’-]+", name))


# --- numbers -------------------------------------------------------------------------------------------------

_INVITING = re.compile(
    r"(?:bel(?:len|t)?|telefon|telefoonnummer|nummer|bereik|contact|mail(?:en|t)?|app(?:en|t)?|whatsapp|stuur|via|call|phone|"
    r"ring|reach|write|email|e-mail|text)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"(?:\+31|0031|0)(?:[ \-.]?\(0\))?[ \-.]?(?:88|85|800|900)")
"""Service numbers: nobody's own."""
_MOBILE = re.compile(r"(?:\+31|0031|0)(?:[ \-.]?\(0\))?[ \-.]?6")
_ONES_OWN = re.compile(
    r"[^@]*\.[^@]*@|[^@]+@(?:gmail|hotmail|outlook|live|icloud|yahoo|ziggo|kpnmail|xs4all|planet|telfort)\.",
    re.IGNORECASE,
)
"""A mail address with a first and last name, or at a provider for private people."""


def _personal(text: str) -> Iterator[Finding]:
    """What is checked as personal data. Where people can reach us is no secret when it is offered as such."""
    for found in personal_data(text):
        words = text[found.start : found.end]
        if PHONE.fullmatch(words) or EMAIL.fullmatch(words):
            if _may_be_private(words, text[max(0, found.start - 80) : found.start]):
                yield _finding(text, Secret.REACHED, Weight.SECOND, found.start, found.end)
        else:
            weight = Weight.SECOND if POSTAL.search(words) else Weight.BLOCK
            yield _finding(text, Secret.PERSONAL, weight, found.start, found.end)


def _may_be_private(words: str, before: str) -> bool:
    if "@" in words:
        return _ONES_OWN.match(words) is not None
    if _MOBILE.match(words):
        return True
    return _OF_ALL.match(words) is None and _INVITING.search(before) is None
