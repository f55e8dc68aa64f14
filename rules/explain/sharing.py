"""A tip to share praise: the words, how to ask permission first, and the answers to its two buttons."""

from typing import Final

from rules.explain import names
from rules.explain.quote import quote
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

CHOICES: Final = {"shared": N_("Gedeeld"), "declined": N_("Niet nu")}
"""What can be done with a tip, with the words on the button."""

TEMPLATES: Final = ("ask_permission", "vraag_toestemming", "toestemming")
"""A template of the protocol by one of these names is the text to ask permission with."""

_ASK = N_("Wat fijn om te lezen! Vindt u het goed als wij uw bericht delen, zonder uw naam?")


def tip_text(text: str, platform: str, url: str, protocol: Protocol, lang: Lang) -> str:
    """The message of a tip, without markup. In a discreet protocol the words of the mention are left out."""
    say = translator(lang).gettext
    lines = [say(N_("💚 Mooi om te delen")) + f" · {names.platform(platform, lang)}"]
    if not protocol.privacy.discreet:
        lines += ["", f"“{quote(text, lang, hide=protocol.privacy.hide_names_in_alerts)}”"]
    if url:
        lines.append(url)
    if protocol.share is None or protocol.share.ask_permission:
        lines += ["", say(N_("Vraag eerst toestemming, bijvoorbeeld zo:")), asking(protocol, lang)]
    return "\n".join(lines)


def asking(protocol: Protocol, lang: Lang) -> str:
    """The text to ask permission with: the protocol's own, else ours."""
    own = next((protocol.templates[name].text for name in TEMPLATES if name in protocol.templates), None)
    return own or translator(lang).gettext(_ASK)


def tip_answer(now: tuple[str, str] | None, choice: str, person: str, protocol: Protocol, lang: Lang) -> str:
    """What whoever pressed gets to hear. ``now``: (state, who) as it is from now on; None: there is no such tip (any more)."""
    say = translator(lang).gettext
    if now is None:
        return say(N_("Deze tip is er niet meer."))
    if now != (choice, person):
        return say(N_("{name} was u voor: {what}.")).format(
            name=names.short(now[1], protocol), what=say(CHOICES[now[0]]).lower()
        )
    return say(N_("Mooi, genoteerd als gedeeld.")) if choice == "shared" else say(N_("Goed, deze slaan we over."))
