"""Free ports: what a server may be told to listen on."""

import socket
from pathlib import Path

from ops.ports import free_ports


def test_they_are_all_different() -> None:
    assert len(set(free_ports(200))) == 200


def test_a_port_somebody_listens_on_is_not_among_them() -> None:
    taken = free_ports(1)[0]
    with socket.create_server(("127.0.0.1", taken)):
        assert taken not in free_ports(16_000)


def test_one_that_was_chosen_before_is_not_among_them() -> None:
    taken = free_ports(1)
    assert not set(taken) & set(free_ports(16_000, but=taken))


def test_the_system_gives_none_of_them_to_a_passing_connection() -> None:
    range_file = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(range_file.read_text().split()[0]) if range_file.exists() else 49_152
    assert all(port < lowest for port in free_ports(1_000))
