"""Whether reports come with a picture. Without it they are whole: so this is never something wrong."""

from bot.app.checkup.computer import said
from bot.messages import charts
from bot.platforms.examine import good
from bot.platforms.platform import Tools
from bot.ports import Finding
from rules.i18n import N_

ABOUT = N_("verslagen")
WITH = N_("komen met een plaatje")
WITHOUT = N_("komen als tekst. Met een plaatje erbij: pip install 'seintje[{extra}]'")


def pictures(given: Tools) -> Finding:
    """How reports come, and how to get pictures where there are none."""
    return good(given, said(given, ABOUT), WITH if charts.installed() else WITHOUT, extra=charts.EXTRA)
