"""Cases as a person reads them in a terminal."""

from collections.abc import Iterator
from datetime import datetime

from bot.cli.words import tr
from bot.printable import printable
from bot.store.views import CaseLine, CasePage
from bot.web.words import DELIVERIES, NOTICES, STATES, TEAM
from rules.explain import names
from rules.explain.casebook import log_line
from rules.explain.when import lasted, moment
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol


def row(line: CaseLine, protocol: Protocol, now: datetime, lang: Lang) -> str:
    """One case on one line."""
    level = f"{names.icon(line.level, protocol)} {names.level(line.level, protocol)}"
    state = tr(STATES[line.state])
    who = f"{state}: {names.full(line.assignee, protocol)}" if line.assignee else state
    age = lasted(now - line.opened_at, lang)
    return f"{line.id:>5}  {level:<14} {age:<9} {who:<30} {printable(line.headline)}".rstrip()


def page_lines(page: CasePage, protocol: Protocol, now: datetime, lang: Lang) -> Iterator[str]:
    """One case whole."""
    zone = protocol.timezone
    yield row(page.case, protocol, now, lang)
    if page.next_at is not None:
        yield tr(N_("Volgende stap: {time}"), time=moment(page.next_at, now, zone, lang))
    yield from ("", tr(N_("Berichten")))
    for mention in reversed(page.mentions):
        at = moment(mention.posted_at, now, zone, lang)
        where = names.platform(mention.platform, lang)
        level = names.level(mention.level, protocol)
        gone = " " + tr(N_("(daar verwijderd)")) if mention.gone else ""
        yield f"  {at:<12}  {mention.number}. {where}, {level}{gone}: {printable(mention.text)}"
        if mention.url:
            yield f"                {printable(mention.url)}"
    yield from ("", tr(N_("Seintjes")))
    for notice in page.notices:
        at = moment(notice.sent_at or notice.created_at, now, zone, lang)
        kind = tr(NOTICES[notice.kind]) if notice.kind in NOTICES else notice.kind
        whom = names.full(notice.person, protocol) if notice.person else tr(TEAM)
        yield f"  {at:<12}  {whom}: {kind}, {tr(DELIVERIES[notice.state])}"
    yield from ("", tr(N_("Logboek")))
    for entry in page.log:
        said = log_line(entry.what, entry.who, entry.detail, protocol, lang, entry.why)
        yield f"  {moment(entry.at, now, zone, lang):<12}  {printable(said)}"
