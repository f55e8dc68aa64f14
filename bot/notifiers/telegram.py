"""Telegram: sends, edits and answers through the Bot API, one attempt each, every failure named.

The library (python-telegram-bot) writes the requests; its rate limiter, its retries and its update loop are not
used: they lose messages and presses when the process dies, so the outbox and the inbox do that with the store.
"""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx  # the library's own client: its exceptions tell whether a call can have arrived
from telegram import (
    Bot,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.notifiers.markup import ANSWER_LIMIT, CAPTION_LIMIT, TEXT_LIMIT, cut_html, cut_plain
from bot.notifiers.redact import REDACTOR, guard, redact
from bot.ports import Abilities, Address, Button, DeliveryError, Fault, Image, Message

DEFAULT_BASE_URL = "https://api.telegram.org"
CONNECT, READ, WRITE, POOL = 5.0, 10.0, 5.0, 5.0
"""Time-outs in seconds, always explicit."""
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
"""With these the request never left, so that a retry cannot be a duplicate."""

T = TypeVar("T")

GONE = re.compile(
    r"blocked by the user|user is deactivated|was kicked|not a member of|chat not found|user not found|chat was deleted"
    r"|chat was deactivated|peer_id_invalid|not enough rights|no rights to send|need to be invited|chat_write_forbidden"
    r"|chat_restricted|can't initiate conversation|can't send messages to bots|user_is_blocked|input_user_deactivated"
    r"|message thread not found|topic_closed|topic_deleted|chat_id is empty|chat_admin_required|channel_private",
    re.IGNORECASE,
)
STALE = re.compile(
    r"message to edit not found|message can't be edited|message to delete not found|message_id_invalid"
    r"|query is too old|query id is invalid|query_id_invalid|no text in the message to edit|message identifier is not",
    re.IGNORECASE,
)
FORM = re.compile(
    r"can't parse|entit|message is too long|message_too_long|button_|button url|keyboard|reply markup|markup",
    re.IGNORECASE,
)
SAME = re.compile(r"message is not modified|message_not_modified", re.IGNORECASE)
UPGRADED = re.compile(r"upgraded to a supergroup", re.IGNORECASE)


class _QuietBot(Bot):
    """The library's bot, whose own ``repr`` shows the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "TelegramBot"


class TelegramNotifier:
    """The ``Notifier`` for Telegram.

    ``token`` is asked for at every call, so that a new one counts without a restart. ``base_url`` is the server's
    address without ``/bot``. ``transport`` replaces the network in tests.
    """

    name = "telegram"
    abilities = Abilities(edits=True, presses=True, pictures=True)

    def __init__(
        self,
        token: Callable[[], str],
        *,
        base_url: str = DEFAULT_BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        read_timeout: float = READ,
    ) -> None:
        self._token = token
        self._base_url = base_url.rstrip("/") + "/bot"
        kwargs = {"transport": transport} if transport else {}
        self._request = _request(kwargs, read_timeout, 32)
        self._polling = _request(kwargs, read_timeout, 4)
        self._bot: _QuietBot | None = None
        guard()

    def __repr__(self) -> str:
        return f"TelegramNotifier({redact(self._base_url, REDACTOR.secrets)!r})"

    async def send(self, to: Address, message: Message) -> str:
        """Deliver it; returns Telegram's message number. Raises ``DeliveryError``."""
        if message.image is not None:
            return await self._photo(to, message, message.image)
        text, mode = _form(message)
        reply = ReplyParameters(int(message.reply_to), allow_sending_without_reply=True) if message.reply_to else None

        async def post(bot: Bot) -> str:
            sent = await bot.send_message(
                to.to,
                text,
                parse_mode=mode,
                disable_notification=message.silent,
                reply_markup=_under(message),
                message_thread_id=to.topic,
                reply_parameters=reply,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            return str(sent.message_id)

        return await self._attempt("sendMessage", post)

    async def _photo(self, to: Address, message: Message, image: Image) -> str:
        """A picture; under it what can be seen in it, as far as a caption reaches."""

        async def post(bot: Bot) -> str:
            sent = await bot.send_photo(
                to.to,
                image.png,
                caption=cut_plain(image.alt, CAPTION_LIMIT),
                disable_notification=message.silent,
                message_thread_id=to.topic,
                reply_markup=_keyboard(message),
            )
            return str(sent.message_id)

        return await self._attempt("sendPhoto", post)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """Replace text and buttons; an unchanged message is no error. Raises ``DeliveryError``."""
        text, mode = _form(message)
        try:
            await self._attempt(
                "editMessageText",
                lambda bot: bot.edit_message_text(
                    text,
                    chat_id=to.to,
                    message_id=int(message_id),
                    parse_mode=mode,
                    reply_markup=_keyboard(message),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                ),
            )
        except _UnchangedError:
            return

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a button press, so that the spinner stops. Raises ``DeliveryError`` (stale when it came too late)."""
        short = cut_plain(text, ANSWER_LIMIT)
        await self._attempt(
            "answerCallbackQuery", lambda bot: bot.answer_callback_query(query_id, short, show_alert=alert)
        )

    async def leave(self, to: Address) -> None:
        """Leave a group. Raises ``DeliveryError``."""
        await self._attempt("leaveChat", lambda bot: bot.leave_chat(to.to))

    async def pin(self, to: Address, message_id: str) -> None:
        """Pin a message of ours without a sound. Raises ``DeliveryError``."""
        await self._attempt(
            "pinChatMessage", lambda bot: bot.pin_chat_message(to.to, int(message_id), disable_notification=True)
        )

    async def call(self, method: str, params: dict[str, Any], *, wait: float = 0.0) -> Any:
        """Any method of the Bot API with its result as raw JSON values; ``wait``: seconds the server may hold it.

        The update loop uses it for ``getUpdates``, on connections of its own. Raises ``DeliveryError``.
        """
        query = urlencode({name: v if isinstance(v, str) else json.dumps(v) for name, v in params.items()})

        def post(_: Bot) -> Awaitable[Any]:
            url = f"{self._base_url}{self._token()}/{method}?{query}"
            return self._polling.post(url, read_timeout=wait + READ)

        return await self._attempt(method, post)

    async def close(self) -> None:
        """Free the connections."""
        await self._request.shutdown()
        await self._polling.shutdown()

    async def _attempt(self, method: str, work: Callable[[Bot], Awaitable[T]]) -> T:
        try:
            return await work(self._current())
        except Exception as error:  # the library lets its own surprises through: every one must become a named fault
            failure = classify(method, error)
        # Raised here, outside the handler: nothing of the library's frames, which hold the token, hangs on it.
        raise failure

    def _current(self) -> Bot:
        if self._bot is None or self._bot.token != self._token():
            guard(self._token())
            self._bot = _QuietBot(
                self._token(), base_url=self._base_url, request=self._request, get_updates_request=self._polling
            )
        return self._bot


class _UnchangedError(DeliveryError):
    """The message already looks like this: for an edit that is success."""


def _request(kwargs: dict[str, Any], read_timeout: float, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT,
        read_timeout=read_timeout,
        write_timeout=WRITE,
        pool_timeout=POOL,
        httpx_kwargs=kwargs,
    )


def _form(message: Message) -> tuple[str, str | None]:
    """The text to send and its parse mode; without ``html`` the plain text goes as it is."""
    if message.html:
        return cut_html(message.html, TEXT_LIMIT), "HTML"
    return cut_plain(message.plain, TEXT_LIMIT), None


def _under(message: Message) -> InlineKeyboardMarkup | ForceReply | None:
    """What stands under a new message: its keyboard, or an answer that opens at once."""
    return ForceReply(selective=True) if message.ask and not message.buttons else _keyboard(message)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The keyboard of a message; without markup also without buttons that open a page: those may be what was refused."""
    if message.html:
        return keyboard(message.buttons)
    return keyboard(tuple(tuple(b for b in row if not b.url) for row in message.buttons))


def keyboard(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons as the library's keyboard, None without any."""
    rows = [[_pressable(b) for b in row] for row in buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _pressable(button: Button) -> InlineKeyboardButton:
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)


def classify(method: str, error: Exception) -> DeliveryError:
    """The failure named. Its message holds the method and Telegram's own words, never the token or our text."""
    words = _words(error)
    say = f"{method}: {words}"
    match error:
        case RetryAfter():
            return DeliveryError(say, Fault.THROTTLED, retry_after=_wait(error))
        case ChatMigrated():
            return DeliveryError(say, Fault.MOVED, moved_to=str(error.new_chat_id))
        case InvalidToken():
            return DeliveryError(f"{method}: Telegram refused the token", Fault.TOKEN)
        case Conflict():
            return DeliveryError(say, Fault.CONFLICT)
        case Forbidden():
            return DeliveryError(say, Fault.GONE if GONE.search(words) else Fault.UNREACHABLE)
        case BadRequest():
            return _bad_request(say, words)
        case _:
            return DeliveryError(say, _lost(error, words))


def _bad_request(say: str, words: str) -> DeliveryError:
    if SAME.search(words):
        return _UnchangedError(say, Fault.STALE)
    for pattern, fault in ((GONE, Fault.GONE), (UPGRADED, Fault.GONE), (STALE, Fault.STALE), (FORM, Fault.MARKUP)):
        if pattern.search(words):
            return DeliveryError(say, fault)
    return DeliveryError(say, Fault.REFUSED)


def _lost(error: Exception, words: str) -> Fault:
    """No refusal of this message: did the call arrive or not? A success that cannot be read means that it did."""
    if "Too Many Requests" in words:
        return Fault.THROTTLED
    if "Entity Too Large" in words or "Content Too Large" in words:
        return Fault.REFUSED
    cause = error.__cause__
    if isinstance(cause, NOT_SENT):
        return Fault.UNREACHABLE
    answered = isinstance(error, NetworkError) and (cause is None or isinstance(cause, TelegramError))
    return Fault.UNREACHABLE if answered else Fault.UNKNOWN


def _wait(error: RetryAfter) -> timedelta:
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def _words(error: Exception) -> str:
    """Telegram's own words, or the name of the failure; never the library's copy of a payload."""
    if not isinstance(error, TelegramError):
        return f"an answer that cannot be read ({type(error).__name__})"
    said = redact(error.message.split(". Parsing the server response")[0], REDACTOR.secrets)
    return cut_plain(" ".join(said.split()), 200) or type(error).__name__
