"""A person or program that asks: its name and its role. Without sign-in it is whoever sits at this machine."""

from typing import Final, Literal, get_args

import msgspec

from dashboard.problems import Problem

Role = Literal["viewer", "officer", "supervisor", "administrator"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may do what those before it may."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks; `name` is what stands beside all that is done."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether what takes this role may be done by this one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def needs(self, role: Role) -> None:
        """Raises a 403 problem where what takes this role may not be done by this one."""
        if not self.may(role):
            raise Problem(
                403,
                f"this takes the role {role}; {self.name} is {self.role}",
                f"ต้องมีสิทธิ์ระดับ {role} แต่ {self.name} มีสิทธิ์ระดับ {self.role}",
            )


LOCAL: Final = Person(name="local", role="administrator")
"""Whoever uses a dashboard that has no sign-in, and therefore listens on loopback alone."""
