"""Papers: which manifests a truck carries, when they count as received, what is amiss with a permit."""

from collections.abc import Mapping, Sequence

from alerts.permit_invalid import Fault
from models.kept import keep
from models.manifest import Manifest
from models.reference import Kind, permit_status
from streams.judging.history import Grouped, History, near
from streams.judging.local_days import local_date
from streams.judging.register import Register


class Papers(Register):
    """What the papers of the register say of a departure, and of a load."""

    def _file(self, told: Mapping[Kind, Grouped]) -> None:
        super()._file(told)
        self._cancelled_kept: dict[tuple[str, ...], tuple[int | None]] = {}

    def manifests_there(
        self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int, round_ms: int
    ) -> list[str]:
        """The manifests that a truck leaving a generator zone carries: open, its own before those of its permits."""
        own, others = self.fitting_manifests(plate_key, zone_id, at_ms, carried, window_ms)
        return self.round_of(own or others, at_ms, round_ms)

    def round_of(self, found: Sequence[str], at_ms: int, round_ms: int) -> list[str]:
        """Of manifests that fit a truck leaving at a time, those of the round planned nearest to it."""
        if not found:
            return []
        departs = {key: m.planned_depart_ms for key in found if (m := self.manifest(key, at_ms))}
        nearest = min(departs.values(), key=lambda depart: (abs(depart - at_ms), depart))
        return sorted(key for key, depart in departs.items() if abs(depart - nearest) <= round_ms)

    def fitting_manifests(
        self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int
    ) -> tuple[list[str], list[str]]:
        """The open manifests that fit a truck leaving a generator zone: its own, and others of permits that name it."""
        own = [
            key
            for key in near(self._truck(plate_key).departures, at_ms, window_ms)
            if (manifest := self._fitting(key, zone_id, at_ms, carried, window_ms)) and manifest.plate_key == plate_key
        ]
        others = [
            key
            for permit in self.permits_naming(plate_key, zone_id, at_ms)
            for key in near(self._departures_under(permit), at_ms, window_ms)
            if key not in own and self._fitting(key, zone_id, at_ms, carried, window_ms)
        ]
        return own, others

    def _fitting(self, key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int) -> Manifest | None:
        manifest = self.manifest(key, at_ms)
        if manifest is None or key in carried or manifest.status == "cancelled":
            return None
        if abs(manifest.planned_depart_ms - at_ms) > window_ms:
            return None
        received_ms = self.received_ms(key)
        if received_ms is not None and received_ms <= at_ms:
            return None
        permit = self.permit(manifest.permit_key, at_ms)
        return manifest if permit is not None and permit.generator.zone_id == zone_id else None

    def received_ms(self, key: str) -> int | None:
        """When a manifest counts as received, as its newest version says; None while it does not."""
        history = self._manifests.get(key)
        if history is None or not history.held:
            return None
        newest = history.held[-1]
        if newest.body.status != "received":
            return None
        received_at_ms: int | None = newest.body.received_at_ms
        return max(_status_from_ms(history), 0) if received_at_ms is None else received_at_ms

    def newest_manifest(self, key: str) -> Manifest | None:
        """A manifest as it was last told."""
        history = self._manifests.get(key)
        return history.held[-1].body if history is not None and history.held else None

    def tellings_of(self, key: str) -> tuple[Manifest, ...]:
        """A manifest in every version that was in force at some time."""
        history = self._manifests.get(key)
        return () if history is None else tuple(held.body for held in history.held)

    def told_ms(self, key: str) -> int | None:
        """Since when a manifest stands as it was last told."""
        history = self._manifests.get(key)
        return max(history.held[-1].from_ms, 0) if history is not None and history.held else None

    def status_since_ms(self, key: str) -> int | None:
        """Since when a manifest has the status that it was last told to have."""
        history = self._manifests.get(key)
        return max(_status_from_ms(history), 0) if history is not None and history.held else None

    def cancelled_ms(self, keys: tuple[str, ...]) -> int | None:
        """When the last of some manifests was cancelled, as their newest versions say; None while one is not."""
        # None is an answer too, so what is kept is a tuple of one.
        kept = self._cancelled_kept.get(keys)
        return (kept or keep(self._cancelled_kept, keys, (self._find_cancelled_ms(keys),)))[0]

    def _find_cancelled_ms(self, keys: tuple[str, ...]) -> int | None:
        told = [history for key in keys if (history := self._manifests.get(key)) and history.held]
        if not told or any(history.held[-1].body.status != "cancelled" for history in told):
            return None
        return max(_status_from_ms(history) for history in told)

    def faults(self, key: str, manifests: Sequence[str], at_ms: int) -> Fault | None:
        """Why a departure under a permit is not in order, None where it is."""
        history = self._permits.get(key)
        permit = None if history is None else history.at(at_ms)
        if history is None or permit is None:
            return "revoked"
        status = permit_status(history.spans, at_ms)
        if status is not None and status != "approved":
            return status
        day = local_date(at_ms, self.timezone)
        if day < permit.valid_from:
            return "not_yet_valid"
        if day > permit.valid_to:
            return "expired"
        numbers = {
            m.item_no for m in (self.manifest(k, at_ms) for k in manifests) if m is not None and m.permit_key == key
        }
        consents = {item.consent for item in permit.items if not numbers or item.item_no in numbers}
        if numbers and consents - {"accepted"}:
            return "item_declined" if "declined" in consents else "item_pending"
        if consents and "accepted" not in consents:
            return "item_declined" if "declined" in consents else "item_pending"
        return None

    def item_nos(self, permits: Sequence[str], manifests: Sequence[str], at_ms: int) -> tuple[int, ...]:
        """The items of a trip: its manifests', without manifests all of its permits'."""
        if manifests:
            found = (self.manifest(key, at_ms) for key in manifests)
            return tuple(sorted({m.item_no for m in found if m is not None}))
        known = (self.permit(key, at_ms) for key in permits)
        return tuple(sorted({item.item_no for permit in known if permit is not None for item in permit.items}))


def _status_from_ms(history: History[Manifest]) -> int:
    """When the newest version's status began: a version that only tells more of a manifest begins none."""
    status, from_ms = history.held[-1].body.status, history.held[-1].from_ms
    for held in reversed(history.held):
        if held.to_ms < from_ms or held.body.status != status:
            break
        from_ms = held.from_ms
    return from_ms
