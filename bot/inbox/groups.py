"""The bot in groups: it stays only in those of the teams, and being put out of one is told by another way."""

from bot.desk.alarms import alarm
from bot.desk.casework import Desk
from bot.inbox.commands import Added, Removed
from bot.ports import TELEGRAM
from bot.store import Tx, cases, outbox
from bot.store.outbox import Kind
from rules.case.model import Record
from rules.explain.alarms import Alarm


def role_of(desk: Desk, chat: int) -> str | None:
    """The role whose team this group is; None for a strange group."""
    for role in desk.rules.protocol.roles:
        group = desk.groups(role)
        if group is not None and group.to == str(chat):
            return role
    return None


def added(tx: Tx, key: str, desk: Desk, command: Added) -> None:
    """The bot was put in a group. In a strange one it says nothing, leaves, and the manager hears so."""
    now = desk.clock.now()
    if role_of(desk, command.chat_id) is not None:
        cases.record(tx, None, Record("group_joined", detail=str(command.chat_id)), now)
        return
    cases.record(tx, None, Record("group_left", detail=str(command.chat_id)), now)
    chat = str(command.chat_id)
    outbox.add_text(
        tx, key=f"leave:{key}", kind=Kind.LEAVE, notifier=TELEGRAM, address=chat, payload="", now=now, urgent=True
    )
    alarm(tx, desk, Alarm.STRANGE_GROUP, key, now, chat=chat)


def removed(tx: Tx, key: str, desk: Desk, command: Removed) -> None:
    """The bot was put out of a group. Of a team's group the manager hears by another way than Telegram, if there is one."""
    now, role = desk.clock.now(), role_of(desk, command.chat_id)
    if role is None:
        return  # a strange group that it left itself
    cases.record(tx, None, Record("group_lost", detail=role), now)
    name = desk.rules.protocol.roles[role].name
    alarm(tx, desk, Alarm.LEFT_OUT, key, now, avoid=(TELEGRAM,), role=name)
