"""A report in words: sentences and tables in Dutch or English, and under every report what was and was not watched."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rules.duty.hours import is_office
from rules.explain import names
from rules.explain.quote import quote
from rules.explain.report.count import Promise, ended, false_alarms, loads, speeds
from rules.explain.report.values import (
    CaseTimes,
    Numbers,
    ReportText,
    Ring,
    Section,
    Tip,
    Verdict,
    Watched,
)
from rules.explain.when import lasted, moment, number
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

__all__ = [
    "CaseTimes",
    "Numbers",
    "ReportText",
    "Ring",
    "Section",
    "Tip",
    "Verdict",
    "Watched",
    "report",
    "sections_of",
]

DAY = ("open_cases", "overnight", "share_tips")
WEEK = ("levels", "response_times", "topics", "locations", "false_alarms")
MOST = 8
"""So many rows of a table; the rest is counted together."""


class _Made:
    """What every section needs."""

    def __init__(self, numbers: Numbers, protocol: Protocol, lang: Lang) -> None:
        self.numbers = numbers
        self.protocol = protocol
        self.lang = lang
        self.say = translator(lang).gettext

    def n(self, value: int) -> str:
        """A number."""
        return number(value, self.lang)

    def at(self, moment_: datetime) -> str:
        """A moment, seen from the end of the period."""
        return moment(moment_, self.numbers.end, self.protocol.timezone, self.lang)


def sections_of(show: tuple[str, ...], start: datetime, end: datetime) -> tuple[str, ...]:
    """What a report shows: what the protocol asks for, else what fits a period that long; the rest follows by itself."""
    asked = show or (WEEK if end - start > timedelta(days=2) else DAY)
    extra = ("burden", "ended", "silenced") if end - start > timedelta(days=2) else ("ended", "silenced")
    return (*asked, *extra)


def report(
    name: str, show: tuple[str, ...], numbers: Numbers, protocol: Protocol, lang: Lang, texts: bool = True
) -> ReportText:
    """The report ``name``. ``texts`` False: no words of mentions, for a protocol that is discreet."""
    made = _Made(numbers, protocol, lang)
    title = made.say(N_("{name}: {start} – {end}")).format(
        name=name, start=_day(numbers.start, made), end=_day(numbers.end, made)
    )
    parts = []
    for wanted in sections_of(show, numbers.start, numbers.end):
        if wanted == "share_tips" and not texts:
            continue
        section = _SECTIONS[wanted](made)
        if section is not None:
            parts.append(section)
    return ReportText(title, tuple(parts), _coverage(made))


def _day(at: datetime, made: _Made) -> str:
    return moment(at, at + timedelta(days=2), made.protocol.timezone, made.lang)


# --- the sections ---------------------------------------------------------------------------------------------


def _open_cases(made: _Made) -> Section:
    say, cases = made.say, made.numbers.open
    title = say(N_("Wat er loopt"))
    if not cases:
        return Section("open_cases", title, say(N_("Er lopen geen zaken.")))
    free = sum(case.state == "open" for case in cases)
    sentence = say(N_("Lopende zaken: {n}, waarvan nog door niemand opgepakt: {free}.")).format(
        n=made.n(len(cases)), free=made.n(free)
    )
    head = (say(N_("Zaak")), say(N_("Niveau")), say(N_("Waarover")), say(N_("Bij")), say(N_("Sinds")))
    rows = tuple(_case_row(case, made) for case in cases[:MOST])
    return Section("open_cases", title, sentence, (head, *rows))


def _case_row(case: CaseTimes, made: _Made) -> tuple[str, ...]:
    who = names.short(case.assignee, made.protocol) if case.assignee else made.say(N_("niemand"))
    about = " · ".join(
        part
        for part in (names.category(case.category, made.lang), names.location(case.location, made.protocol))
        if part
    )
    level = f"{names.icon(case.level, made.protocol)} {names.level(case.level, made.protocol)}".strip()
    return (made.say(N_("zaak {n}")).format(n=case.number), level, about, who, made.at(case.opened_at))


def _overnight(made: _Made) -> Section:
    """What came while the office was closed."""
    say = made.say
    fresh = [case for case in made.numbers.cases if not is_office(case.opened_at, made.protocol)]
    title = say(N_("Buiten kantoortijd"))
    sentence = say(N_("Nieuwe zaken buiten kantoortijd: {n}. Berichten over ons in deze tijd: {m}.")).format(
        n=made.n(len(fresh)), m=made.n(made.numbers.about_us)
    )
    if not fresh:
        return Section("overnight", title, sentence)
    head = (say(N_("Zaak")), say(N_("Niveau")), say(N_("Waarover")), say(N_("Bij")), say(N_("Sinds")))
    return Section("overnight", title, sentence, (head, *(_case_row(case, made) for case in fresh[:MOST])))


def _share_tips(made: _Made) -> Section:
    say, tips = made.say, made.numbers.tips
    shared = sum(tip.state == "shared" for tip in tips)
    title = say(N_("Om te delen"))
    if not tips:
        return Section("share_tips", title, say(N_("Er waren geen deeltips.")))
    sentence = say(N_("Deeltips: {n}, waarvan gedeeld: {shared}.")).format(n=made.n(len(tips)), shared=made.n(shared))
    head = (say(N_("Tip")), say(N_("Wat ermee gebeurde")))
    rows = tuple((f"“{_words(tip.text, made)}”", say(_TIPS[tip.state])) for tip in tips[:MOST])
    return Section("share_tips", title, sentence, (head, *rows))


def _words(text: str, made: _Made) -> str:
    return quote(text, made.lang, hide=made.protocol.privacy.hide_names_in_alerts, length=120)


_TIPS: Mapping[str, str] = {
    "offered": N_("nog niets"),
    "shared": N_("gedeeld"),
    "declined": N_("niet nu"),
}


def _levels(made: _Made) -> Section:
    say, numbers = made.say, made.numbers
    sentence = say(N_("Berichten over ons: {n}. Negatief: {neg}, positief: {pos}. Nieuwe zaken: {cases}.")).format(
        n=made.n(numbers.about_us),
        neg=made.n(numbers.sentiments.get("negative", 0)),
        pos=made.n(numbers.sentiments.get("positive", 0)),
        cases=made.n(len(numbers.cases)),
    )
    order = sorted(numbers.levels, key=lambda known: -_number(known, made.protocol))
    rows = tuple((names.level(known, made.protocol), made.n(numbers.levels[known])) for known in order)
    return Section(
        "levels", say(N_("Hoeveel en hoe ernstig")), sentence, ((say(N_("Niveau")), say(N_("Aantal"))), *rows)
    )


def _number(known: str, protocol: Protocol) -> int:
    level = protocol.levels.get(known)
    return level.number if level else 0


def _response_times(made: _Made) -> Section:
    say, found = made.say, speeds(made.numbers, made.protocol)
    title = say(N_("Hoe snel er gereageerd is"))
    all_of = [promise for speed in found for promise in (speed.seen, speed.reply) if promise is not None]
    kept, of = sum(p.kept for p in all_of), sum(p.of for p in all_of)
    if not of:
        return Section("response_times", title, say(N_("Er viel niets te meten.")))
    sentence = say(N_("Van de {of} beloften zijn er {kept} op tijd nagekomen.")).format(
        of=made.n(of), kept=made.n(kept)
    )
    head = (say(N_("Niveau")), say(N_("opgepakt")), say(N_("beantwoord")))
    rows = tuple(
        (names.level(speed.level, made.protocol), _kept(head[1], speed.seen, made), _kept(head[2], speed.reply, made))
        for speed in found
    )
    return Section("response_times", title, sentence, (head, *rows))


def _kept(what: str, promise: Promise | None, made: _Made) -> str:
    if promise is None or not promise.of:
        return ""
    text = f"{what}: " + made.say(N_("{kept} van {of} op tijd")).format(
        kept=made.n(promise.kept), of=made.n(promise.of)
    )
    if promise.typical is None:
        return text
    return text + made.say(N_(" (meestal binnen {time})")).format(time=lasted(promise.typical, made.lang))


def _topics(made: _Made) -> Section:
    say, found = made.say, made.numbers.topics
    title = say(N_("Waar het over ging"))
    if not found:
        return Section("topics", title, say(N_("Geen onderwerp van het protocol kwam voor.")))
    rows = _most(found, lambda known: known.replace("_", " "), made)
    sentence = say(N_("Het meest: {first}.")).format(first=rows[0][0])
    return Section("topics", title, sentence, ((say(N_("Onderwerp")), say(N_("Aantal"))), *rows))


def _locations(made: _Made) -> Section:
    say, numbers = made.say, made.numbers
    title = say(N_("Over welke locaties"))
    if not numbers.locations:
        return Section("locations", title, say(N_("Geen locatie werd genoemd.")))
    order = sorted(numbers.locations, key=lambda known: (-numbers.locations[known], known))[:MOST]
    rows = tuple(
        (
            names.location(known, made.protocol),
            made.n(numbers.locations[known]),
            say(N_("negatief: {n}")).format(n=made.n(numbers.negative.get(known, 0))),
        )
        for known in order
    )
    sentence = say(N_("Het meest: {first}.")).format(first=rows[0][0])
    return Section("locations", title, sentence, ((say(N_("Locatie")), say(N_("Aantal")), say(N_("Toon"))), *rows))


def _most(found: Mapping[str, int], name: Callable[[str], str], made: _Made) -> tuple[tuple[str, str], ...]:
    order = sorted(found, key=lambda known: (-found[known], known))
    rows = [(name(known), made.n(found[known])) for known in order[:MOST]]
    if len(order) > MOST:
        rows.append((made.say(N_("andere")), made.n(sum(found[known] for known in order[MOST:]))))
    return tuple(rows)


def _false_alarms(made: _Made) -> Section:
    say, verdicts = made.say, made.numbers.verdicts
    title = say(N_("Wat achteraf niets was"))
    if not verdicts:
        return Section(
            "false_alarms", title, say(N_("Niemand heeft iets over een seintje gezegd; met *loos* leert seintje."))
        )
    false = sum(verdict.false_alarm for verdict in verdicts)
    sentence = say(N_("Van de {of} beoordeelde seintjes waren er {n} loos.")).format(
        of=made.n(len(verdicts)), n=made.n(false)
    )
    rules = {rule.id: rule.name for rule in made.protocol.rules}
    found = false_alarms(verdicts)
    rows = tuple(
        (rules.get(one.rule, one.rule), say(N_("{n} van {of} loos")).format(n=made.n(one.false), of=made.n(one.of)))
        for one in found[:MOST]
    )
    return Section("false_alarms", title, sentence, ((say(N_("Regel")), say(N_("Oordeel"))), *rows) if rows else ())


def _burden(made: _Made) -> Section | None:
    say, found = made.say, loads(made.numbers.rings, made.protocol.timezone)
    if not found:
        return None
    nights = sum(one.night for one in found)
    loud = sum(one.loud for one in found)
    sentence = say(N_("Telefoons gingen {loud} keer over, waarvan {night} keer 's nachts.")).format(
        loud=made.n(loud), night=made.n(nights)
    )
    rows = tuple(
        (
            names.full(one.person, made.protocol),
            say(N_("luid: {n}")).format(n=made.n(one.loud)),
            say(N_("'s nachts: {n}")).format(n=made.n(one.night)),
            say(N_("stil: {n}")).format(n=made.n(one.silent)),
        )
        for one in found
    )
    head = (say(N_("Collega")), say(N_("Luid")), say(N_("'s Nachts")), say(N_("Stil")))
    return Section("burden", say(N_("Wie het merkte")), sentence, (head, *rows))


def _ended(made: _Made) -> Section | None:
    say, found = made.say, ended(made.numbers.cases)
    if not found:
        return None
    sentence = say(N_("Zaken waarbij de hele opschaling afliep zonder dat iemand ze oppakte: {n}.")).format(
        n=made.n(len(found))
    )
    head = (say(N_("Zaak")), say(N_("Niveau")), say(N_("Waarover")), say(N_("Bij")), say(N_("Sinds")))
    rows = tuple(_case_row(case, made) for case in found[:MOST])
    return Section("ended", say(N_("Niemand nam op")), sentence, (head, *rows))


def _silenced(made: _Made) -> Section | None:
    say, found = made.say, made.numbers.silenced
    if not found:
        return None
    sentence = say(N_("Stiltes hielden berichten tegen: {n}.")).format(n=made.n(sum(found.values())))
    rows = _most(found, lambda known: known, made)
    return Section("silenced", say(N_("Wat stil bleef")), sentence, ((say(N_("Stilte")), say(N_("Aantal"))), *rows))


_SECTIONS: Mapping[str, Callable[[_Made], Section | None]] = {
    "open_cases": _open_cases,
    "overnight": _overnight,
    "share_tips": _share_tips,
    "levels": _levels,
    "response_times": _response_times,
    "topics": _topics,
    "locations": _locations,
    "false_alarms": _false_alarms,
    "burden": _burden,
    "ended": _ended,
    "silenced": _silenced,
}


# --- what was watched ----------------------------------------------------------------------------------------------


def _coverage(made: _Made) -> str:
    """A zero is only peace where somebody was watching."""
    say, sources = made.say, made.numbers.sources
    if not sources:
        return say(
            N_("Dekking: er wordt geen enkele bron gelezen, dus deze getallen zeggen niets over wat er gezegd is.")
        )
    lines = [
        say(N_("Dekking: berichten {n}, bronnen {m}.")).format(n=made.n(made.numbers.heard), m=made.n(len(sources)))
    ]
    for source in sources:
        lines += _holes(source, made)
    if len(lines) == 1:
        lines.append(say(N_("Alle bronnen zijn de hele tijd gelezen.")))
    return " ".join(lines)


def _holes(source: Watched, made: _Made) -> list[str]:
    say = made.say
    if source.looked_at is None:
        return [say(N_("{name} is nog nooit gelezen.")).format(name=source.name)]
    found = [
        say(N_("{name} is niet gelezen van {start} tot {end}.")).format(
            name=source.name, start=made.at(start), end=made.at(end)
        )
        for start, end in source.gaps
    ]
    if source.looked_at < made.numbers.end - LATE:
        found.append(
            say(N_("{name} is sinds {time} niet gelezen.")).format(name=source.name, time=made.at(source.looked_at))
        )
    return found


LATE = timedelta(hours=2)
"""A source that was not looked at for so long before the end of the period was not watched."""
