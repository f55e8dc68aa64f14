"""Checks of the reply templates: every {field} exists, and no text confirms or denies that somebody is a client."""

from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz, process

from rules.case.secrecy import confirming_words
from rules.case.texts import FIELDS, KNOWN
from rules.i18n import N_
from rules.lint.facts import LABEL_TEMPLATE, Facts
from rules.protocol.model import Template
from rules.protocol.problems import Kind, Problem, Severity, phrase

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
