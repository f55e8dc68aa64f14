"""What a card says: the message it is about, our text, and how it stands."""

import re
from collections.abc import Callable
from datetime import timedelta

from rules.case.acting import PATIENCE, TEXTS
from rules.case.actions import Failure
from rules.case.drafts import Stage
from rules.explain import names
from rules.explain.acting.reasons import failure_text, permission_text, verb_done, verb_name
from rules.explain.acting.values import Reading
from rules.explain.notices.markup import anchor, bullets, safe
from rules.explain.quote import quote
from rules.explain.secrecy import told
from rules.explain.when import day, moment
from rules.i18n import N_


class Lines(Reading):
    """The lines of a card, safe to send."""

    def head(self) -> list[str | None]:
        what = verb_name(self.draft.verb, self.lang)
        where = names.platform(self.facts.platform, self.lang) if self.facts.platform else ""
        title = self.say(N_("Zaak {number}: {what}"), number=self.draft.case, what=what)
        hide = self.protocol.privacy.hide_names_in_alerts
        said = quote(self.facts.said, self.lang, names=self.facts.names, hide=hide, length=200)
        quoted = f"<blockquote>{safe(said)}</blockquote>" if said and not self.protocol.privacy.discreet else None
        return [f"<b>{safe(title)}</b>" + (f" · {safe(where)}" if where else ""), quoted]

    def body(self) -> list[str | None]:
        """Our text, to be copied with a tap; and for an action by which rule."""
        lines: list[str | None] = []
        if self.facts.text:
            lines.append(f"<pre>{safe_lines(self.facts.text)}</pre>")
        if self.draft.breach:
            breach = names.category(self.draft.breach, self.lang)
            lines.append(safe(self.say(N_("Huisregel: {breach}"), breach=breach)))
        return lines

    def status(self) -> list[str | None]:
        stages: dict[Stage, Callable[[], list[str]]] = {
            Stage.WRITING: self._writing,
            Stage.PROPOSED: self._proposed,
            Stage.SENDING: lambda: [self.say(N_("⏳ Het gaat de deur uit…"))],
            Stage.BY_HAND: self._by_hand,
            Stage.DONE: self._done,
            Stage.FAILED: self._failed,
            Stage.UNSURE: self._unsure,
            Stage.REFUSED: self._refused,
            Stage.WITHDRAWN: lambda: [self.say(N_("Ingetrokken."))],
        }
        return [*stages[self.draft.stage]()]

    def _writing(self) -> list[str]:
        if not self.mine:
            return [self.say(N_("{name} past de tekst aan."), name=self.name(self.draft.by))]
        if self.draft.verb in TEXTS and not self.facts.text:
            todo = bullets(self.facts.checklist, 160)
            first = [f"<b>{safe(self.say(N_('Doe eerst dit')))}:</b>", *todo] if todo else []
            return [*first, safe(self.say(N_("Kies een tekst, of schrijf er zelf een.")))]
        found = self._warnings()
        return [*found, safe(permission_text(self.facts.permission, self.protocol, self.lang))]

    def _warnings(self) -> list[str]:
        """What gives something away, and what costs much."""
        found = [told(finding, self.lang) for finding in self.facts.findings[:5]]
        if self.facts.dear is not None:
            dear = N_("Door de link kost dit antwoord ${price:.2f}; zonder link kost het bijna niets.")
            found.append(self.say(dear, price=self.facts.dear))
        return [f"⚠️ {safe(one)}" for one in found]

    def _proposed(self) -> list[str]:
        found = self._warnings()
        agreed = [self.name(person) for person in self.draft.agreed]
        lines = [*found]
        if agreed:
            lines.append(safe(self.say(N_("✅ Akkoord: {names}"), names=", ".join(agreed))))
        lines += self._seen()
        if self.mine:
            return [*lines, *self._waiting()]
        who = self.name(self.draft.by)
        return [*lines, safe(self.say(N_("{name} vraagt uw akkoord."), name=who)), *self._reason()]

    def _seen(self) -> list[str]:
        """Who has looked, and when: it says that somebody is on it, not that they agree."""
        zone, since = self.protocol.timezone, self.draft.proposed_at
        looked = [f"{self.name(who)} {moment(at, since or at, zone, self.lang)}" for who, at in self.draft.seen]
        return [safe(self.say(N_("👀 Gezien: {names}"), names=", ".join(looked)))] if looked else []

    def _waiting(self) -> list[str]:
        """Whom it waits for; where nobody could be asked, what the writer can do."""
        waiting = ", ".join(self.name(p) for p in self.facts.asked if p not in self.draft.agreed)
        if waiting:
            return [safe(self.say(N_("Wacht op akkoord van {names}."), names=waiting))]
        lines = [safe(self.say(N_("Er is nu niemand te bereiken die akkoord mag geven.")))]
        later = self.facts.later
        if later is None:
            lines.append(safe(self.say(N_("Spreek zelf een collega aan. Wie weer bereikbaar is, krijgt de vraag."))))
        else:
            at = moment(later.at, self.draft.proposed_at or later.at, self.protocol.timezone, self.lang)
            names_ = ", ".join(self.name(p) for p in later.people)
            lines.append(safe(self.say(N_("Wacht op {names}: die krijgt de vraag om {at}."), names=names_, at=at)))
        if self.facts.alone:
            minutes = PATIENCE // timedelta(minutes=1)
            alone = N_(
                "Is er haast? Na {minutes} minuten mag u het alleen doen. Schrijf dan de reden als antwoord hierop."
            )
            lines.append(safe(self.say(alone, minutes=minutes)))
        return lines

    def _reason(self) -> list[str]:
        return [safe(self.say(N_("Reden: {reason}"), reason=self.draft.reason))] if self.draft.reason else []

    def _by_hand(self) -> list[str]:
        link = [anchor(self.facts.url, self.say(N_("Open het bericht")))] if self._linkable() else []
        return [
            safe(self.say(N_("Akkoord. seintje plaatst dit hier niet zelf: kopieer de tekst en plaats hem."))),
            *link,
        ]

    def _linkable(self) -> bool:
        return re.match(r"https?://[^\s]{1,290}$", self.facts.url) is not None

    def _done(self) -> list[str]:
        agreed = [p for p in self.draft.agreed]
        lines = [f"☑️ {safe(verb_done(self.draft.verb, self.lang))}"]
        who = ", ".join(self.name(p) for p in (self.draft.by, *agreed))
        lines.append(safe(self.say(N_("Door {names}"), names=who)))
        if self.facts.undone_by:
            back = self.say(N_("↩️ Daarna teruggedraaid door {name}."), name=self.name(self.facts.undone_by))
            return [*lines, safe(back)]
        if self.facts.appeal_until is not None:
            until = day(self.facts.appeal_until, self.protocol.timezone, self.lang)
            lines.append(safe(self.say(N_("Bezwaar kan tot {date}"), date=until)))
        return [*lines, *self._seen()]

    def _failed(self) -> list[str]:
        why = failure_text(self.draft.failure or Failure.UNKNOWN, self.lang)
        return [f"❌ {safe(why)}"]

    def _unsure(self) -> list[str]:
        lines = [safe(self.say(N_("❓ Het platform gaf geen antwoord: misschien is het gebeurd, misschien niet.")))]
        lines.append(safe(self.say(N_("Kijk op het platform. seintje doet het niet nog eens zonder u."))))
        if self._linkable():
            lines.append(anchor(self.facts.url, self.say(N_("Open het bericht"))))
        return lines

    def _refused(self) -> list[str]:
        by = self.name(self.draft.refused_by)
        return [safe(self.say(N_("🚫 Afgewezen door {name}."), name=by)), *self._reason()]


def safe_lines(text: str) -> str:
    """Any text with its lines kept, inert."""
    return "\n".join(safe(line) for line in text.splitlines())
