"""A person or program that asks: its name, role and scope. Without sign-in it is whoever sits at this machine."""

from typing import Final

import msgspec

from dashboard.problems import Problem
from models.role import ROLES, Role

ROLES_TH: Final[dict[Role, str]] = {
    "viewer": "ผู้ชม", "officer": "เจ้าหน้าที่", "supervisor": "หัวหน้าเวร", "administrator": "ผู้ดูแลระบบ",
}  # fmt: skip


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks; `name` is what stands beside all that is done, `scope` the parties whose rows are seen (none: all)."""

    name: str
    role: Role
    scope: tuple[str, ...] = ()

    def may(self, role: Role) -> bool:
        """Whether what takes this role may be done by this one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def needs(self, role: Role) -> None:
        """Raises a 403 problem where what takes this role may not be done by this one."""
        if not self.may(role):
            raise Problem(
                403,
                f"this takes the role {role}; {self.name} is {self.role}",
                f"ต้องมีสิทธิ์ระดับ{ROLES_TH[role]} แต่ {self.name} มีสิทธิ์ระดับ{ROLES_TH[self.role]}",
            )


LOCAL: Final = Person(name="local", role="administrator")
"""Whoever uses a dashboard that has no sign-in, and therefore listens on loopback or behind a proxy that guards it."""
