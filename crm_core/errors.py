"""What the core may refuse, and why."""


class CoreError(Exception):
    """Root of the core's refusals. The message is for logs; people are told by `cards.catalog`."""


class NotVisible(CoreError):
    """It does not exist, or the policy does not show it: the two are never told apart."""


class NotAllowed(CoreError):
    """It is visible, but this principal may not do that. `because` is the policy's reason."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class Conflict(CoreError):
    """What was asked does not fit the state any more: already confirmed, already undone, changed meanwhile."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class HeardBefore(CoreError):
    """Some of what was to be written is in the record already, by another way. `ids`: which; nothing was written."""

    def __init__(self, ids: frozenset[str]) -> None:
        super().__init__(f"{len(ids)} messages")
        self.ids = ids


class NoPrincipal(CoreError):
    """A read without a principal: forgetting who asks fails closed."""


class DatabaseTooOld(CoreError):
    """The database has not been brought to this version; `suilu migrate` does it."""


class Unavailable(CoreError):
    """The database did not take or give it in time: gone, locked by others, full. Nothing was written; try again."""


class AlreadySettled(CoreError):
    """The event this unit of work was to settle has been settled by another worker; nothing was written."""
