"""The webhook of the bot: does Telegram bring to our door, or to another, or not at all."""

from urllib.parse import urlsplit

from bot.inbox.hooking import PATH, Hooked
from bot.platforms.examine import bad, good
from bot.platforms.platform import Tools
from bot.ports import Finding
from rules.i18n import N_

ABOUT = "Telegram"
STOP_IT = N_("Stop het andere programma, of maak bij @BotFather een nieuw token (/revoke).")
OPEN_UP = N_(
    "Kijk of {url} van buiten te bereiken is, met een geldig certificaat, en of uw webserver /hooks/ doorlaat. Tot dan vraagt "
    "de dienst er zelf om."
)
START = N_("Start de dienst: seintje run")


def brought(given: Tools, hook: Hooked, url: str, *, runs: bool) -> Finding:
    """Telegram has to bring to ``url``. ``runs``: our service does, so that it should."""
    if hook.url == url:
        return _at_our_door(given, hook, runs=runs)
    if hook.url:
        elsewhere = N_("Telegram brengt naar een ander adres, op {host}")
        remedy = N_(
            "De dienst zet dit recht bij de start en daarna elke halve minuut. Blijft het zo, dan gebruikt een ander programma "
            "dit token: maak bij @BotFather een nieuw (/revoke)."
        )
        return bad(given, ABOUT, elsewhere, remedy, host=_host(hook.url))
    if runs:
        return bad(given, ABOUT, N_("Telegram brengt nu niets: de dienst vraagt er zelf om"), OPEN_UP, url=url)
    return good(given, ABOUT, N_("de dienst meldt de webhook aan bij de start"))


def _at_our_door(given: Tools, hook: Hooked, *, runs: bool) -> Finding:
    waiting = hook.pending_update_count
    if hook.fails(given.clock.now()):
        text = N_("Telegram kan niet bij {url} ({why}); er wachten er {waiting}")
        remedy = OPEN_UP if runs else START
        return bad(given, ABOUT, text, remedy, url=hook.url, why=hook.last_error_message or "?", waiting=waiting)
    return good(given, ABOUT, N_("Telegram brengt naar {url}; er wachten er {waiting}"), url=hook.url, waiting=waiting)


def left_over(given: Tools, url: str) -> Finding:
    """There is a webhook, and we want to ask. Of another's address only the name is shown: it may hold a token."""
    if urlsplit(url).path.endswith(PATH):
        text = N_("er staat nog een webhook van seintje op dit token ({host}), en config.yaml noemt hem niet")
        return bad(given, ABOUT, text, N_("Herstart de dienst: die haalt hem eraf."), host=_host(url))
    return bad(given, ABOUT, N_("op dit token staat een webhook van een ander programma"), STOP_IT)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "?"
