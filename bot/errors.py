"""Errors a user reads: what is wrong, where, and how to mend it, in the reader's language."""

from rules.i18n import Lang, translator


class Explained(Exception):
    """An error with a Dutch message (a gettext id) and its arguments; ``text`` gives it in a language."""

    def __init__(self, message: str, **args: object) -> None:
        super().__init__(message.format(**args))
        self.message = message
        self.args_ = args

    def text(self, lang: Lang | str = Lang.NL) -> str:
        """The message in ``lang``."""
        return translator(lang).gettext(self.message).format(**self.args_)
