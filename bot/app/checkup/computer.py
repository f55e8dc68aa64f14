"""This computer: its clock against that of others, room on the disk, and whether we may write where we must."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.config import Config
from bot.platforms.examine import NO_ANSWER, bad, good
from bot.platforms.platform import Tools
from bot.ports import Finding, SourceError
from rules.audit.find import DRIFT, ROOM, SHARE
from rules.i18n import N_, translator

DISK, CLOCK = N_("schijf"), N_("klok")
MEGABYTE = 1024 * 1024


def computer(config: Config, given: Tools) -> Iterator[Finding]:
    """Room and rights in the data folder. Raises nothing."""
    folder = existing(config.data)
    if not os.access(folder, os.W_OK | os.X_OK):
        text, remedy = N_("in {folder} mag seintje niet schrijven"), N_("Geef rechten op de map of kies een andere.")
        yield bad(given, said(given, DISK), text, remedy, folder=folder)
        return
    disk = shutil.disk_usage(folder)
    if disk.free < min(ROOM, disk.total * SHARE):
        text, remedy = (
            N_("er is nog maar {free} MB vrij in {folder}"),
            N_("Maak ruimte; een volle schijf houdt ons stil."),
        )
        yield bad(given, said(given, DISK), text, remedy, free=disk.free // MEGABYTE, folder=folder)
    else:
        yield good(
            given, said(given, DISK), N_("{free} MB vrij in {folder}"), free=disk.free // MEGABYTE, folder=folder
        )


def said(given: Tools, text: str) -> str:
    """A marked text in the reader's language."""
    return translator(given.lang).gettext(text)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


async def clock(config: Config, given: Tools) -> Finding:
    """Our clock against that of everybody who answered; a single one of them that agrees with us is enough."""
    if not given.http.skews and config.telegram is not None:
        with suppress(SourceError):  # any answer tells the time; that it does not answer was said already
            await given.http.once("GET", config.telegram.base_url)
    if not given.http.skews:
        text, remedy = N_("niemand heeft verteld hoe laat het is"), NO_ANSWER
        return bad(given, said(given, CLOCK), text, remedy, unreachable=True)
    skew = min(given.http.skews.values(), key=abs)
    if abs(skew) <= DRIFT:
        return good(given, said(given, CLOCK), N_("de klok loopt gelijk"))
    text = (
        N_("de klok loopt {seconds} seconden voor")
        if skew < timedelta(0)
        else N_("de klok loopt {seconds} seconden achter")
    )
    remedy = N_("Zet het gelijkzetten van de klok (NTP) aan; anders komen seintjes te vroeg of te laat.")
    return bad(given, said(given, CLOCK), text, remedy, seconds=round(abs(skew).total_seconds()))
