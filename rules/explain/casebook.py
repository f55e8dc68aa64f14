"""The case log as sentences: who did what, in the order it happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rules.case.actions import Failure
from rules.explain import names
from rules.explain.acting.reasons import failure_text
from rules.explain.ways import notifier_name
from rules.explain.when import moment
from rules.explain.why import why_again
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

WORDS: Mapping[str, str] = {
    "opened": N_("Zaak geopend, niveau {level}."),
    "mention_added": N_("Een bericht erbij, niveau {level}."),
    "level_up": N_("Ernstiger geworden: {levels}."),
    "reopened": N_("Heropend door een nieuw bericht."),
    "new_fact": N_("Opnieuw een seintje waard: {facts}."),
    "step": N_("Stap {detail} van de opschaling gezet."),
    "last_resort": N_("Niemand pakte dit op: de laatste in de rij krijgt een seintje, keer {detail}."),
    "nobody": N_("Er is niemand voor {roles}."),
    "told": N_("Seintje naar {name} via {notifier}."),
    "told_maybe_twice": N_("Seintje naar {name} via {notifier}, mogelijk dubbel."),
    "undeliverable": N_("Seintje aan {name} kwam niet aan: {fault}."),
    "mention_edited": N_("Een bericht is op het platform gewijzigd, niveau {level}."),
    "mention_gone": N_("Een bericht is op het platform verwijderd."),
    "answered": N_("Op het platform is namens ons geantwoord."),
    "chain_ended": N_("De hele opschaling ging voorbij zonder dat iemand dit oppakte."),
    "end_reported": N_("Gemeld aan {people} dat niemand dit oppakte."),
    "snoozed": N_("{name} laat dit sluimeren tot {time}."),
    "woken": N_("De zaak sluimert niet meer: {facts}."),
    "raised": N_("{name} schaalt op naar de volgende stap."),
    "raised_level": N_("{name} schaalt op: {levels}."),
    "handed": N_("{name} vraagt {subject} dit op te pakken."),
    "reopened_by": N_("{name} heropent de zaak."),
    "merged": N_("{name}: deze zaak hoort bij zaak {detail}."),
    "joined": N_("{name} voegt zaak {detail} hierbij."),
    "split": N_("{name} haalt een bericht uit deze zaak; het is nu zaak {detail}."),
    "split_from": N_("{name} haalde dit bericht uit zaak {detail}."),
    "posted": N_("Stille kopie naar het team van {role}."),
    "not_posted": N_("Geen kopie naar het team van {role}: het is daar te druk."),
    "revealed": N_("{name} liet de tekst tonen, met namen afgeschermd."),
    "revealed_whole": N_("{name} liet de hele tekst tonen."),
    "asked_why": N_("{name} vroeg waarom."),
    "taken": N_("{name} pakt dit op."),
    "returned": N_("{name} geeft de zaak terug."),
    "declined": N_("{name} zegt: niet voor mij."),
    "resolved": N_("{name} rondt de zaak af."),
    "noted": N_("{name} schrijft: {detail}"),
    "stale": N_("{name} drukte op een verouderde knop, er is niets veranderd."),
    "reminded": N_("{name} is herinnerd aan de beloofde reactie."),
    "promise_lapsed": N_("De beloofde reactie van {name} bleef uit, de opschaling gaat verder."),
    "verdict_right": N_("{name} zegt: dit seintje klopte."),
    "verdict_false_alarm": N_("{name} zegt: dit was loos alarm."),
    "verdict_missed": N_("{name} zegt: dit had een seintje moeten zijn."),
    "evidence_kept": N_("{name} bewaarde een bericht als bewijs, vingerafdruk {detail}."),
    "pattern": N_("Patroon gezien: {detail}."),
    "storm": N_("Dit is een storm (patroon {detail})."),
    "into_storm": N_("Hoort nu bij storm {detail}."),
    "bundled": N_("Seintje aan {name} gaat mee in het volgende verzamelbericht."),
    "morning": N_("Ochtendbericht naar {name}."),
    "scale_down_asked": N_("Gevraagd aan {name}: afschalen?"),
    "evaluation_due": N_("{name} is herinnerd aan de evaluatie."),
    "silenced": N_("{name} maakte een stilte: {detail}."),
    "silence_ended": N_("{name} maakte een einde aan stilte {detail}."),
    "term_added": N_("{name} volgt voorlopig ook: {detail}."),
    "term_ended": N_("{name} volgt zoekwoord {detail} niet meer."),
    "refused": N_("Geweigerd: iemand zonder bevoegdheid ({detail})."),
    "ignored": N_("Niet gelezen: {detail}."),
    "paired": N_("Telefoon gekoppeld van {subject}."),
    "invited": N_("Koppelcode gemaakt voor {subject}."),
    "login_link": N_("Inloglink gemaakt voor {subject}."),
    "unpaired": N_("Telefoon losgekoppeld van {subject}."),
    "pairing_refused": N_("Een koppelcode is geweigerd."),
    "unreachable": N_("{subject} is niet meer bereikbaar."),
    "second_way": N_("Het seintje aan {name} gaat nu ook via {notifier}."),
    "take_over": N_("{name} neemt de dienst over ({detail})."),
    "swap": N_("{name} heeft dienst door een ruil ({detail})."),
    "swap_asked": N_("{name} vraagt {subject} om te ruilen."),
    "swap_declined": N_("{name} wil niet ruilen met {subject}."),
    "handover": N_("{name} heeft nu dienst ({detail})."),
    "not_told": N_("{name} kon niet worden bereikt."),
    "group_joined": N_("De bot is in een groep van het team gezet ({detail})."),
    "group_left": N_("De bot is uit een vreemde groep gegaan ({detail})."),
    "group_lost": N_("De bot is uit de groep van {roles} gehaald."),
    "by_link": N_("{name} gebruikt de link uit de mail."),
    "line_failing": N_("{notifier} werkt niet meer."),
    "line_restored": N_("{notifier} werkt weer."),
    "alarm": N_("De beheerder krijgt een alarm ({detail})."),
    "draft_changed": N_("{name} wijzigde het concept."),
    "draft_proposed": N_("{name} vraagt een collega om akkoord voor het concept."),
    "draft_agreed": N_("{name} geeft akkoord: het concept mag worden uitgevoerd."),
    "draft_agreed_outside_office": N_("{name} besluit alleen over het concept: het is buiten kantoortijd."),
    "draft_agreed_nobody_answered": N_("{name} besluit alleen over het concept: niemand antwoordde op tijd."),
    "draft_agreed_by": N_("{name} geeft akkoord; er moet nog iemand akkoord gaan."),
    "scale_down_waits": N_("{name} wil de storm nog niet afsluiten; de vraag komt over {detail} uur opnieuw."),
    "failure_seen": N_("{name} heeft gezien dat een seintje aan {subject} niet aankwam."),
    "draft_seen": N_("{name} heeft het concept gezien."),
    "draft_refused": N_("{name} wijst het concept af."),
    "draft_outdated": N_("Het bericht was intussen gewijzigd toen {name} akkoord gaf; het concept moet opnieuw."),
    "draft_withdrawn": N_("{name} trekt het concept in."),
    "act_reply": N_("Het antwoord van {name} staat op het platform."),
    "act_private_reply": N_("Het privéantwoord van {name} is verstuurd."),
    "act_like": N_("{name} gaf het bericht namens ons een duim."),
    "act_hide": N_("{name} heeft het bericht verborgen."),
    "act_unhide": N_("{name} heeft het bericht weer zichtbaar gemaakt."),
    "act_delete": N_("{name} heeft het bericht verwijderd."),
    "act_delete_own": N_("{name} heeft ons antwoord weggehaald."),
    "act_ban": N_("{name} heeft de afzender geweerd."),
    "act_unban": N_("{name} heeft de afzender weer toegelaten."),
    "act_mute": N_("{name} heeft de afzender gedempt."),
    "act_report": N_("{name} heeft het bericht bij het platform gemeld."),
    "act_failed": N_("Op het platform is het niet gelukt. {failure}"),
    "act_unsure": N_("Onbekend of het op het platform gelukt is; iemand moet daar kijken."),
    "act_not_there": N_("{name} keek op het platform: het staat er niet."),
    "drill_started": N_("Een oefening begint, op verzoek van {name}."),
    "drill_done": N_("De oefening is afgelopen."),
    "drill_stopped": N_("De oefening is gestopt."),
    "protocol_broken": N_("Het gewijzigde protocol is niet bruikbaar; het vorige blijft gelden."),
    "protocol_mended": N_("Het protocol op schijf is weer bruikbaar."),
    "protocol_proposed": N_("Nieuw protocol, versie {detail}, van {name}: wacht op akkoord."),
    "protocol_active": N_("Nieuw protocol, versie {detail}, van {name}: geldt nu."),
    "protocol_signed": N_("De wijziging van het protocol (versie {detail}) is van {name}."),
    "protocol_accepted": N_("{name} keurt versie {detail} van het protocol goed."),
    "protocol_accepted_alone": N_("{name} keurt de eigen versie {detail} van het protocol goed."),
    "protocol_refused": N_("{name} wijst versie {detail} van het protocol af."),
}

FAULTS: Mapping[str, str] = {
    "gone": N_("de bot is geblokkeerd of de chat bestaat niet meer"),
    "blocked": N_("de bot is geblokkeerd"),
    "refused": N_("Telegram weigerde het bericht"),
    "markup": N_("Telegram weigerde het bericht"),
    "not_paired": N_("er is geen telefoon gekoppeld"),
    "unreachable": N_("het lukte zes uur lang niet"),
    "throttled": N_("het lukte zes uur lang niet"),
    "conflict": N_("het lukte zes uur lang niet"),
    "unknown": N_("zes uur lang kwam er geen bevestiging"),
    "broken": N_("seintje kon het bericht niet maken"),
}


def log_line(what: str, who: str, detail: str, protocol: Protocol, lang: Lang, why: str = "") -> str:
    """One entry of the case log as a sentence, with the reason in the person's own words behind it.

    A word we have no sentence for is shown with its detail.
    """
    said = _sentence(what, who, detail, protocol, lang)
    return f"{said} “{why}”" if why else said


def _sentence(what: str, who: str, detail: str, protocol: Protocol, lang: Lang) -> str:
    words = translator(lang)
    first, _, rest = detail.partition(" ")
    text = WORDS.get(f"{what}_{rest}") or WORDS.get(what)
    if text is None:
        return " ".join(part for part in (names.full(who, protocol), what.replace("_", " "), detail) if part)
    return words.gettext(text).format(
        name=names.full(who, protocol) or words.gettext(N_("iemand")),
        subject=names.full(detail, protocol),
        detail=detail,
        people=", ".join(names.full(part, protocol) for part in detail.split(", ")),
        time=_moment(detail, protocol, lang) if what == "snoozed" else "",
        role=names.role(detail, protocol),
        level=names.level(detail, protocol),
        levels=" → ".join(names.level(part, protocol) for part in detail.split(" → ")),
        roles=", ".join(names.role(part, protocol) for part in detail.split(", ")),
        facts=", ".join(why_again(part, protocol, lang) or part.replace("_", " ") for part in detail.split(", ")),
        fault=words.gettext(FAULTS[detail]) if detail in FAULTS else detail,
        notifier=notifier_name(first, lang) if first else words.gettext(N_("iets")),
        failure=failure_text(Failure(rest), lang) if what == "act_failed" else "",
    )


def _moment(detail: str, protocol: Protocol, lang: Lang) -> str:
    """A moment as it was logged (ISO 8601, UTC), on the organisation's clock with its day."""
    try:
        at = datetime.fromisoformat(detail)
    except ValueError:
        return detail
    return moment(at, at - timedelta(days=1), protocol.timezone, lang)
