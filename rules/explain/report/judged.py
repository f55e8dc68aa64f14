"""What turned out to be nothing, whom it cost sleep, what stayed silent."""

from rules.explain import names
from rules.explain.report.count import false_alarms, loads
from rules.explain.report.made import MOST, Made, most
from rules.explain.report.values import Section
from rules.i18n import N_


def for_nothing(made: Made) -> Section:
    """What colleagues called a false alarm, by rule."""
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


def burden(made: Made) -> Section | None:
    """Whose phone rang, and when."""
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


def silenced(made: Made) -> Section | None:
    """What silences kept back."""
    say, found = made.say, made.numbers.silenced
    if not found:
        return None
    sentence = say(N_("Stiltes hielden berichten tegen: {n}.")).format(n=made.n(sum(found.values())))
    rows = most(found, lambda known: known, made)
    return Section("silenced", say(N_("Wat stil bleef")), sentence, ((say(N_("Stilte")), say(N_("Aantal"))), *rows))
