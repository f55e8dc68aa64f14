"""A secret: where it comes from, and a value that no repr, log or error gives away."""

from bot.redaction import register_secret


class Secret:
    """``reveal()`` gives the value; nothing else does. ``reference`` (such as ``env:TELEGRAM_TOKEN``) may be shown."""

    __slots__ = ("_value", "reference")

    def __init__(self, value: str, reference: str = "") -> None:
        self._value = value
        self.reference = reference
        register_secret(value)

    def reveal(self) -> str:
        """The value, for the library that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self.reference or '•••'})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self._value, self.reference) == (other._value, other.reference)

    def __hash__(self) -> int:
        return hash(self.reference)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not written down")
