"""Evidence of a message: what was said, by whom, when and where, with a hash that proves that it is unchanged."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.store import Tx, acting, cases, mentions
from bot.store.acting import Measure
from rules.case.actions import EVIDENCE, Keeping
from rules.case.model import Case, Record
from rules.mention import Mention
from rules.protocol.model import Protocol

MARK = 12
"""Characters of a hash that people see; the whole is in the register."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it, with the first characters of the hash."""

    kept: Keeping
    mark: str = ""


def hash_of(said: Mention) -> str:
    """SHA-256 over text, author, time and link, in this order, with a zero byte between them."""
    proof = "\0".join((said.text, said.author.handle, said.posted_at.isoformat(), said.url or ""))
    return hashlib.sha256(proof.encode("utf-8", "surrogatepass")).hexdigest()


def until(protocol: Protocol, breach: str, now: datetime) -> datetime | None:
    """How long the house rule of this sort keeps evidence; None: it does not say, so the levels' own time holds."""
    rule = protocol.house_rules.get(breach)
    return now + rule.keep_evidence if rule and rule.keep_evidence else None


def keep(tx: Tx, protocol: Protocol, case: Case, mention: int, person: str, now: datetime) -> Came:
    """Keep one message of the case, in the caller's transaction; the log of the case says who did so."""
    judged, stands = mentions.judged_mention(tx, mention), acting.standing(tx, mention)
    if judged is None or stands is None or stands.case != case.id:
        return Came(Keeping.NOTHING)
    said, verdict = judged
    if not (said.text or said.author.handle or said.author.name):
        return Came(Keeping.NOTHING)
    breach = (verdict.category if verdict else case.category) or ""
    proof = hash_of(said)
    measure = Measure(
        draft=None,
        case_id=case.id,
        mention=mention,
        verb=EVIDENCE,
        breach=breach,
        platform=said.platform,
        by=person,
        agreed="",
        why="",
        reason="",
        author=said.author.handle,
        words=said.text,
        url=said.url or "",
        posted_at=said.posted_at,
        hash=proof,
        kept_at=now,
        keep_until=until(protocol, breach, now),
        done_at=now,
    )
    if not acting.keep_alone(tx, measure):
        return Came(Keeping.ALREADY, proof[:MARK])
    cases.record(tx, case.id, Record("evidence_kept", person, proof[:MARK], mention=mention), now)
    return Came(Keeping.KEPT, proof[:MARK])
