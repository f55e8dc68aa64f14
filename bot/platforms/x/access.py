"""The keys that X is asked with."""

from dataclasses import dataclass

from bot.config.secret import Secret


@dataclass(frozen=True, slots=True)
class Access:
    """The keys. ``bearer`` is the app's; the other four are OAuth 1.0a of the account itself: all of them or none.

    ``speaks``: the bearer is a token of the account itself (OAuth 2.0).
    """

    base: str
    bearer: Secret
    consumer_key: Secret | None = None
    consumer_secret: Secret | None = None
    access_token: Secret | None = None
    access_secret: Secret | None = None
    speaks: bool = False

    @property
    def user(self) -> bool:
        """Whether we can speak as the account."""
        return self.speaks or None not in (
            self.consumer_key,
            self.consumer_secret,
            self.access_token,
            self.access_secret,
        )
