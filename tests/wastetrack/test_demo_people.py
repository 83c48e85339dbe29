"""Who works in the demo: one set of people, whether work is given to them or they are told of it."""

from wastetrack.demo_colleagues import COLLEAGUES
from wastetrack.demo_duty import ROSTER


def test_who_is_on_duty_has_an_account_of_the_same_role():
    on_duty = {(member.person, member.role) for member in ROSTER.members if member.role != "centre"}
    assert on_duty == set(COLLEAGUES)
