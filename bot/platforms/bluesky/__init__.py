"""Bluesky: all posts of the network pass by (Jetstream), and those that name us are kept; with an app password also what the
own account is told, and what we may do there."""

from bot.platforms.bluesky.settings import HOME, SERVER, SETTINGS, WORD, BlueskySource, Speech
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_

__all__ = [
    "CAPABILITIES",
    "HOME",
    "LISTENS",
    "PASSWORDS",
    "PLATFORM",
    "POSTS",
    "SERVER",
    "WORD",
    "BlueskySource",
    "Speech",
]

POSTS = "app.bsky.feed.post"
PASSWORDS = "https://bsky.app/settings/app-passwords"
LONGEST = 300
"""Signs of a post, as a reader counts them (graphemes; lexicon of app.bsky.feed.post)."""

LISTENS = Capabilities(follows_edits=True, follows_deletes=True)
"""Without an app password."""

CAPABILITIES = Capabilities(
    verbs=frozenset(
        {
            Verb.REPLY,
            Verb.DELETE_OWN,
            Verb.LIKE,
            Verb.HIDE,
            Verb.UNHIDE,
            Verb.MUTE,
            Verb.BLOCK,
            Verb.UNBLOCK,
            Verb.REPORT,
        }
    ),
    reply_limit=LONGEST,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[BlueskySource] = Platform(
    title=N_("Bluesky"),
    settings=SETTINGS,
    module="bot.platforms.bluesky.opening",
    watches=N_(
        "elk openbaar bericht waarin een naam van de organisatie staat; met een app-wachtwoord ook wie het account noemt, "
        "aanhaalt of antwoordt, en wat er onder eigen berichten staat"
    ),
    keys=FirstKeys(
        needs=N_("niets om te luisteren; om te handelen een account en een app-wachtwoord daarvan"),
        costs=N_("niets; wel ongeveer 10 gigabyte verkeer per dag zolang naar de stroom geluisterd wordt"),
        page=PASSWORDS,
        steps=(
            N_("Zet de leesbare naam van uw account bij handle (en de vaste naam bij did, als u die weet)."),
            N_("Kies op bsky.app bij Instellingen, Privacy en beveiliging: App-wachtwoorden, en maak er een."),
            N_("Zet het in een geheim en noem dat bij password; het gewone wachtwoord is hier niet nodig."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE, Tested.OTHERS}),
    untried=N_("niet tegen Bluesky zelf"),
    extra="bluesky",
    package="atproto",
)
