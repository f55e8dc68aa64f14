"""What the command line may ask about drills."""

from pathlib import Path
from typing import Any

from bot.app.drill.master import DrillMaster
from rules.explain.drill import Refusal, refused
from rules.i18n import N_, Lang, translator


def drill(master: DrillMaster, order: dict[str, Any]) -> dict[str, Any]:
    """Start, stop or tell of a drill; ``good`` says whether it worked, ``text`` what came of it."""
    lang, by = Lang(order.get("lang", "nl")), str(order.get("by", ""))
    protocol = master.real.rulebook.current.protocol
    if order.get("what") == "state":
        return {"good": True, "code": "state", "text": master.state(lang), "runs": master.scene is not None}
    if by not in protocol.people:
        why: Refusal | None = Refusal.NOT_ALLOWED
    elif order.get("what") == "stop":
        why = master.stop(by)
    else:
        path = order.get("path")
        raw = Path(path).read_bytes() if path else master.shipped()
        asked, speed = [str(one) for one in order.get("to", ())], float(order.get("speed", 1.0))
        why = master.start(raw, asked, by, speed, calls=order.get("calls") is True)
    if why is not None:
        return {"good": False, "code": why.value, "text": refused(why, protocol, lang)}
    said = N_("De oefening is gestopt; wie meedoen krijgen het verslag.") if order.get("what") == "stop" else _BEGUN
    return {"good": True, "code": "done", "text": translator(lang).gettext(said)}


_BEGUN = N_("De oefening is begonnen; wie meedoen weten ervan. Stoppen: seintje drill --stop")
