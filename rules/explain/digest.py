"""One message for everything that piled up while somebody could not be reached."""

from collections.abc import Sequence
from datetime import datetime

from rules.case.model import Case, State
from rules.explain import names
from rules.explain.notices.markup import line, plain, safe
from rules.explain.notices.values import NoticeText
from rules.explain.when import lasted
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

LINES = 30
BUTTONS = 20
A_ROW = 2


def digest(
    cases: Sequence[Case], protocol: Protocol, lang: Lang, now: datetime, *, link: str = ""
) -> tuple[NoticeText, tuple[tuple[tuple[str, int, int], ...], ...]]:
    """The text of the cases that are not closed, most serious first, and its buttons as (label, case, turn).

    Each button takes one open case. ``link``: our pages. The text holds no names and no words of a mention.
    """
    words = translator(lang)
    running = sorted((c for c in cases if c.state is not State.RESOLVED), key=lambda c: (-c.level_number, c.id))
    open_ones = [c for c in running if c.state is State.OPEN]
    lines = [f"<b>{safe(words.gettext(N_('📬 Dit bleef liggen: seintjes konden u een tijd niet bereiken')))}</b>"]
    counts = words.gettext(N_("Lopende zaken: {n}. Nog van niemand: {open}."))
    lines.append(safe(counts.format(n=len(running), open=len(open_ones))) + "\n")
    lines += [_line(one, protocol, lang, now) for one in running[:LINES]]
    if len(running) > LINES:
        more = words.gettext(N_("… en nog {n}."))
        lines.append(safe(more.format(n=len(running) - LINES)))
    if link:
        lines.append(f'\n<a href="{safe(link)}">{safe(words.gettext(N_("Alle zaken bekijken")))}</a>')
    html = "\n".join(lines)
    return NoticeText(html, plain(html)), _buttons(open_ones, lang)


def _line(case: Case, protocol: Protocol, lang: Lang, now: datetime) -> str:
    words = translator(lang)
    level = f"{names.icon(case.level, protocol)} {names.level(case.level, protocol)}".strip()
    about = (
        []
        if protocol.privacy.discreet
        else [names.category(case.category, lang), names.location(case.location, protocol)]
    )
    if case.state is State.OPEN:
        status = words.gettext(N_("al {time} open")).format(time=lasted(now - case.opened_at, lang))
    elif protocol.privacy.discreet or case.assignee is None:
        status = words.gettext(N_("✅ Een collega heeft dit"))
    else:
        status = words.gettext(N_("✅ {name} heeft dit")).format(name=names.short(case.assignee, protocol))
    return line([f"#{case.id} {level}", *about, status], bold=0)


def _buttons(cases: Sequence[Case], lang: Lang) -> tuple[tuple[tuple[str, int, int], ...], ...]:
    label = translator(lang).gettext(N_("Pak #{case} op"))
    every = [(label.format(case=case.id), case.id, case.turn) for case in cases[:BUTTONS]]
    return tuple(tuple(every[at : at + A_ROW]) for at in range(0, len(every), A_ROW))
