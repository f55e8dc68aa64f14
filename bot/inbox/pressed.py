"""A genuine button of a colleague: a verb goes to the desk, another view is drawn, an explanation is sent to them alone."""

from dataclasses import dataclass

from bot.acting import evidence
from bot.desk import scaling
from bot.desk.learning import Outcome
from bot.desk.picking import next_view, view_of
from bot.inbox.callback import Parsed
from bot.inbox.commands import Press
from bot.inbox.replies import Replies
from bot.inbox.spoken.values import Room, Said
from bot.ports import TELEGRAM
from bot.signed.choices import decode
from bot.store import Tx, bundles, cases, fallback, outbox, picking, regroup
from rules.case.deeds import VIEWS, Ask
from rules.case.model import Action, Answer, Case, NoticeKind, Pressed, Record, Reply, State
from rules.explain.acting import kept_text
from rules.i18n import N_, Lang, translator
from rules.text.learning import Feedback

IN_YOUR_CHAT = N_("Ik stuur het u in uw eigen chat.")
ON_THE_PAGE = N_("Dit staat alleen op de pagina van de zaak.")
WRITE_NOTE = N_("Notitie bij zaak {number}: schrijf haar als antwoord op dit bericht.")
SCALE_DOWN = "scale_down"
"""The sheet that asks whether a storm is over."""
_FEEDBACK = {Ask.FALSE_ALARM: Feedback.FALSE_ALARM, Ask.MISSED: Feedback.MISSED}
_LEARNED = {
    Outcome.OFF: N_("Genoteerd in het logboek. Leren staat uit."),
    Outcome.KEPT: N_("Dank u. Vannacht leert seintje ervan."),
    Outcome.NOT_ABOUT_US: N_("Genoteerd in het logboek. Het bericht ging volgens het protocol niet over ons."),
}


@dataclass(frozen=True, slots=True)
class Pressing:
    """Who pressed which genuine button where. ``chat``: their own chat, where an explanation goes."""

    press: Press
    button: Parsed
    person: str
    lang: Lang
    chat: str

    def say(self, text: str, **values: object) -> str:
        """A text in their language, filled in."""
        return translator(self.lang).gettext(text).format(**values)


class CaseButtons:
    """Carries out buttons about a case."""

    def __init__(self, room: Room, replies: Replies) -> None:
        self.room = room
        self.replies = replies

    def press(self, tx: Tx, key: str, pressing: Pressing) -> None:
        """Do what the button says and answer the press."""
        deed = pressing.button.deed
        if isinstance(deed, Action):
            self._verb(tx, key, pressing, deed)
            return
        found = cases.peek(tx, pressing.button.case)
        if found is None:
            self._toast(tx, key, pressing, Answer(Reply.UNKNOWN, alert=True))
        elif deed is Ask.PART:
            self._part(tx, key, pressing)
        elif deed in VIEWS or deed is Ask.BACK:
            self._view(tx, key, pressing, found[0], deed)
        else:
            self._wish(tx, key, pressing, found[0], deed)

    def _verb(self, tx: Tx, key: str, pressing: Pressing, action: Action) -> None:
        button = pressing.button
        choice = decode(action, button.argument, self.room.protocol)
        answer = self.room.desk.handle(tx, button.case, Pressed(action, pressing.person, button.turn, choice))
        self._toast(tx, key, pressing, answer or Answer(Reply.UNKNOWN))
        if answer is not None and answer.reply is Reply.TAKEN:
            self._whole(tx, pressing)
        if answer is not None and answer.reply is Reply.RESOLVED:
            self._over(tx, key, pressing)

    def _whole(self, tx: Tx, pressing: Pressing) -> None:
        """Taken from a digest, which says little: whoever did so gets the whole case, silently."""
        press, case = pressing.press, pressing.button.case
        chat, now = str(press.chat_id), self.room.clock.now()
        if fallback.digest_of_message(tx, TELEGRAM, chat, str(press.message_id)):
            outbox.add_notice(
                tx,
                case_id=case,
                key=f"taken:{case}:{press.query_id}",
                person=pressing.person,
                notifier=TELEGRAM,
                address=chat,
                kind=NoticeKind.INFORMED,
                role="",
                why="",
                loud=False,
                now=now,
            )

    def _view(self, tx: Tx, key: str, pressing: Pressing, case: Case, deed: Ask) -> None:
        """Other buttons under the same message. Those of an earlier turn would not work: then the message is out of date."""
        if pressing.button.turn != case.turn:
            self._toast(tx, key, pressing, Answer(Reply.STALE, alert=True))
            return
        press, now = pressing.press, self.room.clock.now()
        view = "" if deed is Ask.BACK else next_view(self._shown(tx, pressing), deed, pressing.button.argument)
        outbox.turn_over(tx, case.id, TELEGRAM, str(press.chat_id), str(press.message_id), view, now)
        self.replies.say_back(tx, key, press.query_id, "", alert=False)

    def _shown(self, tx: Tx, pressing: Pressing) -> str:
        """Which buttons stand under the message now."""
        press = pressing.press
        return picking.view_under(tx, pressing.button.case, TELEGRAM, str(press.chat_id), str(press.message_id))

    def _part(self, tx: Tx, key: str, pressing: Pressing) -> None:
        """The messages that were chosen become a case of their own."""
        chosen = " ".join(map(str, view_of(self._shown(tx, pressing)).chosen))
        event = Pressed(Action.SPLIT, pressing.person, pressing.button.turn, chosen)
        answer = self.room.desk.handle(tx, pressing.button.case, event)
        self._toast(tx, key, pressing, answer or Answer(Reply.UNKNOWN))

    def _wish(self, tx: Tx, key: str, pressing: Pressing, case: Case, deed: Ask) -> None:
        match deed:
            case Ask.WHY:
                which = pressing.button.argument
                entry = Record("asked_why", pressing.person, mention=which or None)
                self._card(tx, key, pressing, case, _of(Ask.WHY, which), entry)
            case Ask.TEXT:
                self._text(tx, key, pressing, case)
            case Ask.NOTE:
                self._note(tx, key, pressing, case)
            case Ask.SHOW:
                self._show(tx, key, pressing, case)
            case Ask.NOT_YET:
                self._not_yet(tx, key, pressing, case)
            case Ask.EVIDENCE:
                self._evidence(tx, key, pressing, case)
            case Ask.FALSE_ALARM | Ask.MISSED:
                self._verdict(tx, key, pressing, case, _FEEDBACK[deed])
            case _:
                raise AssertionError(deed)  # ``press`` has had these

    def _text(self, tx: Tx, key: str, pressing: Pressing, case: Case) -> None:
        """Whoever has the case sees it whole; the others without names. Each look is in the log."""
        privacy = self.room.protocol.privacy
        if privacy.discreet:
            self._back(tx, key, pressing, pressing.say(ON_THE_PAGE), alert=True)
            return
        whole = case.assignee == pressing.person or not privacy.hide_names_in_alerts
        what = "revealed_whole" if whole else "revealed"
        which = pressing.button.argument
        entry = Record(what, pressing.person, mention=which or case.worst_mention)
        self._card(tx, key, pressing, case, _of(f"{Ask.TEXT} whole" if whole else Ask.TEXT, which), entry)

    def _card(self, tx: Tx, key: str, pressing: Pressing, case: Case, wanted: str, entry: Record) -> None:
        if self.room.protocol.privacy.discreet:
            self._back(tx, key, pressing, pressing.say(ON_THE_PAGE), alert=True)
            return
        cases.record(tx, case.id, entry, self.room.clock.now())
        self.replies.card(tx, key, pressing.chat, pressing.person, case.id, wanted)
        self._back(tx, key, pressing, "" if self._alone(pressing) else pressing.say(IN_YOUR_CHAT))

    def _note(self, tx: Tx, key: str, pressing: Pressing, case: Case) -> None:
        room_for_it = Said(pressing.say(WRITE_NOTE, number=case.id), ask=True)
        self.replies.text(tx, key, int(pressing.chat), room_for_it, case=case.id)
        self._back(tx, key, pressing, "" if self._alone(pressing) else pressing.say(IN_YOUR_CHAT))

    def _show(self, tx: Tx, key: str, pressing: Pressing, case: Case) -> None:
        """The notification itself, silently, at the end of their chat."""
        outbox.add_notice(
            tx,
            case_id=case.id,
            key=f"show:{key}",
            person=pressing.person,
            notifier=TELEGRAM,
            address=pressing.chat,
            kind=NoticeKind.NEW,
            role="",
            why="asked",
            loud=False,
            now=self.room.clock.now(),
        )
        self._back(tx, key, pressing, "")

    def _over(self, tx: Tx, key: str, pressing: Pressing) -> None:
        """A storm that was closed by the question whether it is over: why, for the evaluation."""
        press, found, now = pressing.press, cases.peek(tx, pressing.button.case), self.room.clock.now()
        asked = bundles.is_sheet(tx, pressing.button.case, SCALE_DOWN, str(press.chat_id), str(press.message_id))
        if asked and found is not None and found[0].storm_since is not None:
            scaling.ask_why(tx, key, found[0], pressing.chat, pressing.lang, now)

    def _not_yet(self, tx: Tx, key: str, pressing: Pressing, case: Case) -> None:
        if case.state is State.RESOLVED:
            self._toast(tx, key, pressing, Answer(Reply.CLOSED, alert=True))
            return
        hours, now = pressing.button.argument, self.room.clock.now()
        scaling.not_yet(tx, case, pressing.person, hours, now)
        scaling.ask_why(tx, key, case, pressing.chat, pressing.lang, now)
        self._back(tx, key, pressing, pressing.say(scaling.NOTED, n=hours))

    def _verdict(self, tx: Tx, key: str, pressing: Pressing, case: Case, feedback: Feedback) -> None:
        """A word about the alarm, or about one message: always in the log, and an example where the organisation wants to learn."""
        which = pressing.button.argument or case.worst_mention
        if not regroup.belongs(tx, which, case.id):  # it left for another case since the button was drawn
            self._toast(tx, key, pressing, Answer(Reply.NO_CHOICE, alert=True))
            return
        learning = self.room.learning
        if pressing.button.argument:
            came = learning.of_mention_in(tx, which, pressing.person, feedback)
        else:
            came = learning.say_in(tx, case.id, pressing.person, feedback)
        if came.outcome is not Outcome.KEPT:
            entry = Record(f"verdict_{feedback.name.lower()}", pressing.person, mention=which)
            cases.record(tx, case.id, entry, self.room.clock.now())
        self._back(tx, key, pressing, pressing.say(_LEARNED.get(came.outcome, _LEARNED[Outcome.OFF])))

    def _evidence(self, tx: Tx, key: str, pressing: Pressing, case: Case) -> None:
        which = pressing.button.argument or case.worst_mention
        came = evidence.keep(tx, self.room.protocol, case, which, pressing.person, self.room.clock.now())
        self._back(tx, key, pressing, kept_text(came.kept, came.mark, pressing.lang), alert=True)

    # --- answering ------------------------------------------------------------------------------------------

    def _alone(self, pressing: Pressing) -> bool:
        return str(pressing.press.chat_id) == pressing.chat

    def _toast(self, tx: Tx, key: str, pressing: Pressing, answer: Answer) -> None:
        self.replies.toast(tx, key, pressing.press.query_id, answer, pressing.lang)

    def _back(self, tx: Tx, key: str, pressing: Pressing, text: str, *, alert: bool = False) -> None:
        self.replies.say_back(tx, key, pressing.press.query_id, text, alert=alert)


def _of(wanted: str, mention: int) -> str:
    """What a card is asked to show: of the whole case, or of one of its messages."""
    return f"{wanted} {mention}" if mention else wanted
