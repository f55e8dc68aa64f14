"""What came, how serious, how fast it was answered, what it was about."""

from rules.explain import names
from rules.explain.report.count import Promise, speeds
from rules.explain.report.made import MOST, Made, most
from rules.explain.report.values import Section
from rules.explain.when import lasted
from rules.i18n import N_
from rules.protocol.model import Protocol


def levels(made: Made) -> Section:
    """How much there was and how serious."""
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


def response_times(made: Made) -> Section:
    """Which promises were kept."""
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


def _kept(what: str, promise: Promise | None, made: Made) -> str:
    if promise is None or not promise.of:
        return ""
    text = f"{what}: " + made.say(N_("{kept} van {of} op tijd")).format(
        kept=made.n(promise.kept), of=made.n(promise.of)
    )
    if promise.typical is None:
        return text
    return text + made.say(N_(" (meestal binnen {time})")).format(time=lasted(promise.typical, made.lang))


def topics(made: Made) -> Section:
    """What it was about."""
    say, found = made.say, made.numbers.topics
    title = say(N_("Waar het over ging"))
    if not found:
        return Section("topics", title, say(N_("Geen onderwerp van het protocol kwam voor.")))
    rows = most(found, lambda known: known.replace("_", " "), made)
    sentence = say(N_("Het meest: {first}.")).format(first=rows[0][0])
    return Section("topics", title, sentence, ((say(N_("Onderwerp")), say(N_("Aantal"))), *rows))


def locations(made: Made) -> Section:
    """Which places it was about."""
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
