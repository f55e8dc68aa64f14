"""A verdict in the form in which it leaves the house: one JSON object, the same for the shell and for other programs."""

from typing import Any

from rules.explain.reasons import sentence
from rules.i18n import Lang
from rules.judge.verdict import Effect, Reason, Verdict
from rules.mention import Mention
from rules.protocol.model import Protocol


def verdict_json(mention: Mention, verdict: Verdict, protocol: Protocol, lang: Lang) -> dict[str, Any]:
    """The verdict as plain values, ready to be written as JSON. Scores are rounded to four digits.

    ``effect`` says what a rule did in the words of the protocol (``level serious``, ``points 2``, ``at_most noise``, or
    ``note``); ``evidence`` holds the original words.
    """
    tone = verdict.sentiment
    return {
        "id": mention.id,
        "about_us": verdict.about_us,
        "location": verdict.location,
        "lang": verdict.lang,
        "sentiment": {
            "label": tone.label.value,
            "score": round(tone.score, 4),
            "confidence": round(tone.confidence, 4),
        },
        "danger": round(verdict.danger, 4),
        "topics": list(verdict.topics),
        "category": verdict.category,
        "level": verdict.level,
        "level_number": verdict.level_number,
        "owner": verdict.owner,
        "alert": verdict.alert,
        "share": verdict.share,
        "notify": list(verdict.notify),
        "reasons": [_reason(reason, protocol, lang) for reason in verdict.reasons],
    }


def _reason(reason: Reason, protocol: Protocol, lang: Lang) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "effect": _effect(reason),
        "evidence": [proof.text for proof in reason.evidence],
        "text": sentence(reason, protocol, lang),
    }


def _effect(reason: Reason) -> str:
    match reason.effect:
        case Effect.FLOOR:
            return f"level {reason.amount}"
        case Effect.POINTS:
            return f"points {reason.amount}"
        case Effect.BRAKE:
            return f"at_most {reason.amount}"
        case _:
            return "note"
