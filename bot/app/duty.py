"""What the command line may ask of the roster."""

from typing import Any

from bot.app.house import House
from rules.i18n import Lang


def carry_out(house: House, wish: dict[str, Any]) -> dict[str, Any]:
    """Take duty over, or ask a colleague to swap; ``good`` says whether it worked, ``text`` what whoever asked hears."""
    protocol = house.rulebook.current.protocol
    for name, known in ((wish["schedule"], protocol.on_call), (wish["by"], protocol.people)):
        if name not in known:
            return {"code": "unknown", "name": str(name), "names": ", ".join(known)}
    schedule, by, lang = str(wish["schedule"]), str(wish["by"]), Lang(wish.get("lang", "nl"))
    if wish["do"] == "take_over":
        came = house.store.write(lambda tx: house.roster.take_over(tx, schedule, by, lang))
    else:
        colleague = str(wish["with"])
        if colleague not in protocol.people:
            return {"code": "unknown", "name": colleague, "names": ", ".join(protocol.people)}
        came = house.store.write(lambda tx: house.roster.ask(tx, schedule, by, colleague, lang))
    return {"code": "done" if came.good else "refused", "good": came.good, "text": came.text}
