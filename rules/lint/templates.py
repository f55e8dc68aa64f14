"""Checks of the reply templates: every {field} exists, and no text confirms or denies that somebody is a client."""

import re
from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz, process

from rules.i18n import N_
from rules.lint.facts import LABEL_TEMPLATE, Facts
from rules.protocol.model import Template
from rules.protocol.problems import Kind, Problem, Severity, phrase

FIELDS = {
    "naam": "name",
    "initialen": "initials",
    "contact": "contact",
    "link": "link",
    "feit": "fact",
    "tijdstip": "time",
    "antwoord": "answer",
    "organisatie": "organisation",
    "locatie": "location",
}
"""The fields a template may have: Dutch, and the same in English."""
KNOWN = frozenset(FIELDS) | frozenset(FIELDS.values())

UNKNOWN_FIELD = Kind(
    "template-unknown-field",
    Severity.ERROR,
    N_("{field} bestaat niet."),
    N_("Het zou letterlijk zo in het antwoord staan."),
    (N_("Bedoelde u {guess}?"), N_("Wel bestaan: {known}.")),
)
CONFIRMS = Kind(
    "template-confirms-client",
    Severity.ERROR,
    N_("'{words}' bevestigt of ontkent dat iemand cliënt is."),
    N_("Dat mag niet in het openbaar, ook niet als de ander het zelf al schreef."),
    (N_("Schrijf liever: Over persoonlijke situaties kunnen we hier niets zeggen. Neem contact op via {contact}."),),
)

_KIN = (
    "moeder|vader|ouders?|oma|opa|man|vrouw|partner|zoon|dochter|kind|broer|zus|tante|oom|familielid|naaste|"
    "schoonmoeder|schoonvader"
)
_CLIENT = "cliënt|client|bewoner|bewoonster|patiënt|patient|pupil|zorgvrager|deelnemer"
_KIN_EN = (
    "mother|father|mum|mom|dad|parents?|grandmother|grandfather|gran|grandma|grandpa|husband|wife|partner|son|"
    "daughter|child|brother|sister|aunt|uncle|relative"
)
_CLIENT_EN = "client|resident|patient|tenant"
_LIVES = "woont|woonde|verblijft|verbleef|logeert|ligt|lag|zit|zat|opgenomen|behandeld|begeleid|verzorgd|verpleegd"
_CONFIRMING = re.compile(
    "|".join(
        (
            rf"\b(?:uw|u|je|jouw|jullie)\s+(?:{_KIN})\b[^.!?]{{0,40}}?\b(?:bij|van)\s+ons\b",
            rf"\bdie\s+bij\s+ons\s+(?:{_LIVES})\b",
            rf"\bbij\s+ons\s+(?:{_LIVES}|in\s+(?:zorg|behandeling|begeleiding))\b",
            rf"\b(?:onze|deze|die)\s+(?:{_CLIENT})\b",
            rf"\b(?:u|je|jij|jullie|hij|zij|ze|{_KIN})\s+(?:bent|ben|is|was|waren|zijn)\s+(?:geen\s+|niet\s+)?"
            rf"(?:bij\s+ons\s+)?(?:een\s+)?(?:{_CLIENT})\b",
            r"\b(?:is|bent|was|zijn)\s+(?:(?:bij|in)\s+(?:ons|onze\s+\w+)\s+)?niet\s+(?:bij\s+ons\s+)?bekend\b",
            r"\b(?:uw|je|jouw)\s+(?:behandeling|opname|verblijf|behandelaar|begeleider|zorgplan|dossier|indicatie|medicatie)\b",
            r"\b(?:in|tijdens|uit)\s+(?:uw|je|jouw|haar|zijn)\s+(?:zorg)?dossier\b",
            rf"\byour\s+(?:{_KIN_EN})\b[^.!?]{{0,40}}?\b(?:with\s+us|in\s+our\s+care|at\s+our)\b",
            rf"\b(?:our|this|that)\s+(?:{_CLIENT_EN})\b",
            rf"\b(?:you|he|she|they)\s+(?:are|is|was|were)\s+(?:not\s+)?(?:a\s+|our\s+)?(?:{_CLIENT_EN})\b",
            r"\b(?:lives|lived|stays|stayed|is\s+staying|was\s+staying|living)\s+with\s+us\b",
            r"\b(?:in\s+our\s+care|under\s+our\s+treatment|not\s+known\s+to\s+us)\b",
            r"\byour\s+(?:treatment|stay|care\s+plan|carer|medication|medical\s+record)\b",
        )
    ),
    re.IGNORECASE,
)


def confirming_words(text: str) -> str | None:
    """The words of a text that confirm or deny that somebody is a client; None when there are none."""
    found = _CONFIRMING.search(text)
    return " ".join(found.group().split()) if found else None


def unknown_fields(facts: Facts) -> Iterator[Problem]:
    """Fields between braces that nothing fills."""
    for template in facts.protocol.templates.values():
        for field in dict.fromkeys(template.fields):
            if field not in KNOWN:
                yield _unknown(template, field)


def _unknown(template: Template, field: str) -> Problem:
    near = process.extractOne(field.lower(), sorted(KNOWN), scorer=fuzz.ratio, score_cutoff=60)
    guess: dict[str, Any] = {"guess": f"{{{near[0]}}}"} if near else {}
    known = tuple(f"{{{name}}}" for name in FIELDS)
    subject = phrase(LABEL_TEMPLATE, name=template.id)
    return UNKNOWN_FIELD.at(template.at, subject=subject, field=f"{{{field}}}", known=known, **guess)


def confirms_client(facts: Facts) -> Iterator[Problem]:
    """Texts that say in public whether somebody is a client."""
    for template in facts.protocol.templates.values():
        if found := confirming_words(template.text):
            subject = phrase(LABEL_TEMPLATE, name=template.id)
            yield CONFIRMS.at(template.at, subject=subject, words=found, contact="{contact}")
