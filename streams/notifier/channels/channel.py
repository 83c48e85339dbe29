"""What a channel is, and what may become of a notice there."""

from typing import Any, Literal, Protocol

import msgspec

Outcome = Literal["delivered", "again", "refused"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one try; `again`: the channel may take it later, `refused`: it would not as it is.

    `wait_s` is how long the channel asks to be left alone, None when it did not say. `arrived`: it is where the person
    reads it, not only on its way there. `is_final`: refused, and trying again would change nothing.
    """

    outcome: Outcome
    error: str = ""
    wait_s: float | None = None
    arrived: bool = False
    is_final: bool = False


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages a channel may send in a month (None: any number), and how many it has sent."""

    limit: int | None
    used: int


class Channel(Protocol):
    """A way to officers; `name` stands in the notice's id."""

    name: str

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Sends one notice; never raises, and ends within some seconds."""

    async def close(self) -> None:
        """Gives back what it holds."""
