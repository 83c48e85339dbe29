"""Where a phone is reached: only at a push service that may be, with keys that are keys; what messages are signed with."""

from typing import Any

import msgspec
import pytest

from ops.personal import new_key
from ops.push_address import PushAddress, contact_of, is_push_service, public_text, push_key
from ops.settings import BadSetting, Settings, load

HOSTS = "fcm.googleapis.com, push.apple.com,127.0.0.1"
# RFC 8291, appendix A: the receiver's public key and its authentication secret.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
ADDRESS = PushAddress(endpoint="https://fcm.googleapis.com/fcm/send/x", p256dh=P256DH, auth=AUTH)

SERVICES: tuple[Any, ...] = (
    ("a service that is named", "https://fcm.googleapis.com/fcm/send/x", True),
    ("one below it", "https://web.push.apple.com/QD", True),
    ("one that only ends like it", "https://evil-push.apple.com.example/x", False),
    ("another with its name before its own", "https://notpush.apple.com/x", False),
    ("not safe", "http://fcm.googleapis.com/x", False),
    ("this machine, in a test", "http://127.0.0.1:81/x", True),
    ("somebody's name before it", "https://fcm.googleapis.com@10.0.0.1/x", False),
    ("the database", "https://10.0.0.1:5432/", False),
    ("a file", "file:///etc/passwd", False),
    ("no address", "https://[", False),
    ("nothing", "", False),
    ("no end to it", "https://fcm.googleapis.com/" + "x" * 3000, False),
)


@pytest.mark.parametrize(("endpoint", "may"), [row[1:] for row in SERVICES], ids=[row[0] for row in SERVICES])
def test_the_server_posts_to_push_services_alone(endpoint: str, may: bool):
    assert is_push_service(endpoint, HOSTS) is may


FAULTS: tuple[Any, ...] = (
    ("all as it should be", {}, None),
    ("with padding", {"auth": AUTH + "=="}, None),
    ("another machine", {"endpoint": "https://example.org/x"}, "endpoint"),
    ("no base64", {"p256dh": "***"}, "p256dh"),
    ("a point that is not on the curve", {"p256dh": "BA" + "A" * 85}, "p256dh"),
    ("no point", {"p256dh": ""}, "p256dh"),
    ("a secret that is too short", {"auth": AUTH[:-4]}, "auth"),
    ("no secret", {"auth": ""}, "auth"),
)


@pytest.mark.parametrize(("changes", "fault"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_no_message_could_go_to_is_named(changes: dict[str, str], fault: str | None):
    assert msgspec.structs.replace(ADDRESS, **changes).fault(HOSTS) == fault


def settings(**more: str) -> Settings:
    return load(None, {"WASTETRACK_PERSONAL_KEY": new_key()} | {f"WASTETRACK_{name}": value for name, value in more.items()})


def test_a_key_signs_for_ever_and_another_system_has_another():
    one, other = settings(), settings()
    assert public_text(push_key(one)) == public_text(push_key(one)) != public_text(push_key(other))


CONTACTS: tuple[Any, ...] = (
    ("the page's address", "https://wastetrack.example.org", "https://wastetrack.example.org"),
    ("on this machine", "http://127.0.0.1:8000", "mailto:wastetrack@127.0.0.1"),
)


@pytest.mark.parametrize(("address", "contact"), [row[1:] for row in CONTACTS], ids=[row[0] for row in CONTACTS])
def test_whom_a_service_may_write_to(address: str, contact: str):
    assert contact_of(settings(PUBLIC_ADDRESS=address)) == contact


@pytest.mark.parametrize("address", ("", "http://wastetrack.example.org"))
def test_without_a_safe_address_it_is_said_what_is_needed(address: str):
    with pytest.raises(BadSetting, match="PUBLIC_ADDRESS: a channel of kind push needs it, beginning with https"):
        contact_of(settings(PUBLIC_ADDRESS=address))
