"""What was and was not watched: a zero is only peace where somebody was watching."""

from datetime import timedelta

from rules.explain.report.made import Made
from rules.explain.report.values import Watched
from rules.i18n import N_


def coverage(made: Made) -> str:
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


def _holes(source: Watched, made: Made) -> list[str]:
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
