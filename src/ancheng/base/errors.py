"""Errors a user can cause: each has a class, a sentence that says what to do, and a status."""


class Refusal(Exception):
    """A request that cannot be carried out, with a sentence for the person who asked."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class NotAllowed(Refusal):
    """The asker's role or unit does not permit it."""

    status = 403


class Absent(Refusal):
    """The thing asked for does not exist, or the asker may not know that it does."""

    status = 404


class Conflict(Refusal):
    """Somebody else changed the thing first."""

    status = 409


class TooLarge(Refusal):
    """More bytes, rows or cells than the stated limit."""

    status = 413


class Unreadable(Refusal):
    """A file or a text that cannot be read as what it claims to be."""

    status = 422


class Misconfigured(Exception):
    """The program's own declarations contradict each other; the start stops with this sentence."""
