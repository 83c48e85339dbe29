"""What the road's routes share: the key of links, the places known, the folder of files; made once, read when used."""

from functools import cached_property
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from dashboard.road.surroundings import Surroundings
from dashboard.road.vault import Vault, folder_of
from ops.case_link import CaseLink, link_key
from ops.personal import Sealer
from ops.push_address import push_key
from ops.settings import Settings

MB = 1_000_000


class Road:
    """What is given to every route of the road; neither key nor folder is asked for before a link is."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.timezone = ZoneInfo(settings.timezone)
        self.surroundings = Surroundings()
        self.largest_bytes = settings.files_max_mb * MB
        self.messages_carry_links = bool(settings.public_address)
        self.push_hosts = settings.push_hosts
        self.centre_phone = settings.centre_phone or None

    @cached_property
    def key(self) -> bytes:
        """The key of links; raises BadSetting."""
        return link_key(self._settings)

    @cached_property
    def push_key(self) -> EllipticCurvePrivateKey:
        """The key that signs messages to phones; raises BadSetting."""
        return push_key(self._settings)

    @cached_property
    def sealer(self) -> Sealer:
        """What seals where phones are reached; raises BadSetting."""
        return Sealer.from_settings(self._settings)

    @cached_property
    def vault(self) -> Vault:
        """Where files lie."""
        return Vault(folder_of(self._settings))


GivenRoad = NamedDependency[SkipValidation[Road]]
GivenLink = NamedDependency[SkipValidation[CaseLink]]
