"""Roles: what a person or a program may do."""

from typing import Final, Literal, get_args

Role = Literal["viewer", "officer", "supervisor", "administrator"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may do what those before it may."""
