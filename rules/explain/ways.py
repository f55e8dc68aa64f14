"""The ways to reach a person, in words."""

from collections.abc import Mapping

from rules.i18n import N_, Lang, translator

NOTIFIERS: Mapping[str, str] = {
    "telegram": "Telegram",
    "email": N_("e-mail"),
    "sms": N_("sms"),
    "voice": N_("de belrobot"),
    "apprise": N_("een eigen dienst"),
}


def notifier_name(known: str, lang: Lang) -> str:
    """A way to reach people in words; its id when we have no words for it."""
    return translator(lang).gettext(NOTIFIERS[known]) if known in NOTIFIERS else known
