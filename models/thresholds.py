"""Every threshold of every rule: one table, each with its unit, its meaning and its reason.

A field's annotation carries its prose; `Rulebook` holds one set of values, the defaults or a rules.toml's.
"""

from typing import Annotated, Final, get_args, get_type_hints

import msgspec


class Prose(msgspec.Struct, frozen=True):
    """What a threshold means, in which unit, and why its default is what it is."""

    unit: str
    meaning: str
    reason: str


class Fixes(msgspec.Struct, frozen=True, kw_only=True):
    """Which fixes are doubted, and what moving means."""

    doubtful_hdop: Annotated[
        float, Prose("", "a fix with more than this hdop is doubtful", "usual limit of a usable fix")
    ] = 5.0
    doubtful_sats: Annotated[
        int,
        Prose(
            "satellites",
            "a fix with 1 to this many satellites is doubtful",
            "four make a position; 0 is sent for unknown",
        ),
    ] = 3
    moving_kmh: Annotated[float, Prose("km/h", "over this a truck is moving", "standing receivers drift below it")] = (
        5.0
    )
    moving_m: Annotated[
        float,
        Prose(
            "m",
            "without a speed: further than this since the last fix is moving",
            "twice a stop's scatter of one minute",
        ),
    ] = 100.0


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """When a ping counts as late, as repeated, as from a wrong clock."""

    late_s: Annotated[
        float, Prose("s", "received longer after its fix than this, a ping is late", "vendors send each minute")
    ] = 300.0
    judged_h: Annotated[
        float, Prose("h", "received longer after its fix than this, it changes no verdict", "a day for repairs")
    ] = 24.0
    ahead_s: Annotated[
        float,
        Prose("s", "a fix further ahead of its receipt than this is refused", "clocks drift by seconds, not minutes"),
    ] = 300.0
    clock_from_s: Annotated[
        float, Prose("s", "a clock at least this far ahead may be Thai time marked UTC", "7 h less 10 min")
    ] = 24_600.0
    clock_to_s: Annotated[float, Prose("s", "and at most this far", "7 h and the 5 min of any clock")] = 25_500.0
    clock_records: Annotated[int, Prose("records", "so many show the 7 h clock", "one or two may be chance")] = 3
    today_only_s: Annotated[
        float,
        Prose(
            "s", "an alert opened by pings later than this is at most for today", "nobody is standing there any more"
        ),
    ] = 1_800.0


class Stops(msgspec.Struct, frozen=True, kw_only=True):
    """What a stop is."""

    radius_m: Annotated[
        float, Prose("m", "each next fix within this of the mean of the run so far", "ordinary error, and a yard")
    ] = 150.0
    min_s: Annotated[
        float, Prose("s", "a run at least this long is a stop", "lights and queues are shorter, a tipping is not")
    ] = 300.0


class Departures(msgspec.Struct, frozen=True, kw_only=True):
    """When a truck has left a generator, and when it only seemed so."""

    fixes: Annotated[int, Prose("fixes", "so many in a row outside are a departure", "one may be a glitch")] = 2
    far_m: Annotated[float, Prose("m", "one fix further outside than this is enough", "ordinary error is smaller")] = (
        200.0
    )
    undo_within_m: Annotated[float, Prose("m", "back within this of the stop undoes it", "a stop's radius")] = 150.0
    undo_s: Annotated[float, Prose("s", "if within this time", "a turn at the gate")] = 600.0
    undo_far_m: Annotated[
        float, Prose("m", "and never further from the zone than this", "the public road by the gate")
    ] = 500.0
    manifest_h: Annotated[
        float, Prose("h", "a manifest fits a departure within this of its planned one", "half a working day")
    ] = 6.0
    round_s: Annotated[float, Prose("s", "of several rounds, manifests within this of the nearest", "one loading")] = (
        1_800.0
    )


class HandOvers(msgspec.Struct, frozen=True, kw_only=True):
    """When a load has gone to another truck of its permit on the way."""

    min_s: Annotated[float, Prose("s", "both stand together at least this long", "a stop")] = 300.0
    within_m: Annotated[float, Prose("m", "within this of each other", "a stop's radius")] = 150.0


class SamePlate(msgspec.Struct, frozen=True, kw_only=True):
    """When another device of a plate belongs to the plate's trip."""

    near_m: Annotated[
        float, Prose("m", "within this of the device that leads the trip", "a truck's length, and a minute in a yard")
    ] = 500.0
    sighting_s: Annotated[
        float, Prose("s", "each device's first fix in every stretch of this length counts", "two pings of the duty")
    ] = 120.0
    between_s: Annotated[
        float,
        Prose("s", "the leading device's places no further apart than this tell where it was between them",
              "the silence that counts"),
    ] = 300.0  # fmt: skip
    agreeing: Annotated[
        int, Prose("sightings", "so many in a row to part or to join", "one may be a glitch, or a red light between")
    ] = 2
    before_min: Annotated[
        float, Prose("min", "sightings this long before the departure count as well", "they loaded side by side")
    ] = 15.0
    hold_min: Annotated[
        float,
        Prose("min", "last seen near, it belongs to the trip so long without another sighting of both",
              "the longest silence that has a severity of its own"),
    ] = 30.0  # fmt: skip
    gap_s: Annotated[
        float, Prose("s", "longer silences of the leading device are bridged by the other", "two missed pings")
    ] = 150.0


class ArrivalAtProcessor(msgspec.Struct, frozen=True, kw_only=True):
    """When a load has arrived, and when the trip is complete."""

    lapse_s: Annotated[
        float, Prose("s", "out again sooner than this the arrival lapses", "a turn at the gate unloads nothing")
    ] = 300.0
    complete_s: Annotated[float, Prose("s", "so long after arrival the trip is complete", "unloading takes less")] = (
        7_200.0
    )


class Verdicts(msgspec.Struct, frozen=True, kw_only=True):
    """What a trip must have shown to be verified."""

    gap_s: Annotated[float, Prose("s", "no longer gap than this, unless excused", "ten missed pings: 15 km unseen")] = (
        600.0
    )
    mean_s: Annotated[float, Prose("s", "at least one fix in this on average", "five times the duty's minute")] = 300.0
    unseen_s: Annotated[float, Prose("s", "gaps over this sum up to what nobody saw", "the silence that counts")] = (
        300.0
    )
    first_gap_m: Annotated[
        float,
        Prose("m", "the gap before the first fix outside counts when it is further than this", "the gate is nearer"),
    ] = 1_000.0


class TellingOfIncidents(msgspec.Struct, frozen=True, kw_only=True):
    """When officers are to phone, as nobody was told; it changes no verdict."""

    untold_s: Annotated[
        float,
        Prose(
            "s",
            "an immediate incident that nobody was told of for longer than this is shown to officers, to be phoned",
            "telling takes a second, and within the minute a truck goes 1 km",
        ),
    ] = 60.0


class RouteDeviation(msgspec.Struct, frozen=True, kw_only=True):
    """route-deviation."""

    margin_m: Annotated[
        float,
        Prose(
            "m", "beyond corridor_m by more than this opens; within corridor_m ends", "ordinary GPS error and a lay-by"
        ),
    ] = 200.0
    fixes: Annotated[int, Prose("fixes", "so many in a row", "a single glitch never")] = 2


class UnauthorisedStop(msgspec.Struct, frozen=True, kw_only=True):
    """unauthorised-stop."""

    off_corridor_min: Annotated[
        float, Prose("min", "off the corridor, a stop this long", "a tipper empties in five minutes")
    ] = 5.0
    on_corridor_min: Annotated[
        float, Prose("min", "on the corridor, a stop this long", "lights, queues and a puncture are shorter")
    ] = 20.0
    high_min: Annotated[
        float, Prose("min", "on the corridor, from this long on it is high", "an hour is no pause for tea")
    ] = 60.0


class RestrictedZone(msgspec.Struct, frozen=True, kw_only=True):
    """restricted-zone."""

    leave_min: Annotated[
        float, Prose("min", "a visit ends after so long outside", "a bend in the road is no new visit")
    ] = 10.0
    path_gap_s: Annotated[
        float, Prose("s", "over a longer gap the straight path says nothing", "7.5 km at 90 km/h")
    ] = 300.0


class SignalLost(msgspec.Struct, frozen=True, kw_only=True):
    """signal-lost."""

    warning_min: Annotated[
        float, Prose("min", "no ping received for so long: warning", "five pings missed, and 30 s for the network")
    ] = 5.5
    high_min: Annotated[float, Prose("min", "for so long: high", "22 km at 90 km/h")] = 15.0
    critical_min: Annotated[float, Prose("min", "for so long: critical", "time to tip and be back on the road")] = 30.0
    refuted_s: Annotated[
        float, Prose("s", "a gap between fixes under this refutes it", "what the gap in time shows, not the delay")
    ] = 300.0
    excused_min: Annotated[
        float, Prose("min", "a vendor's outage excuses at most so long", "an outage must not hide a tipping")
    ] = 30.0


class VendorOutage(msgspec.Struct, frozen=True, kw_only=True):
    """vendor-outage."""

    share: Annotated[
        float, Prose("", "over this share of a vendor's units under way", "single devices fail one by one")
    ] = 0.3
    units: Annotated[
        int, Prose("units", "and at least so many", "a small vendor's two trucks in a tunnel are none")
    ] = 5
    silent_s: Annotated[float, Prose("s", "silent for at least this", "five pings missed")] = 300.0
    within_s: Annotated[float, Prose("s", "of each other", "a server falls for all at once")] = 180.0
    again_s: Annotated[
        float, Prose("s", "judged again so long after the first silence", "the last of them is 3 min later")
    ] = 480.0
    heard_s: Annotated[float, Prose("s", "units heard in so long before count", "the others were silent already")] = (
        600.0
    )
    longest_min: Annotated[
        float,
        Prose(
            "min",
            "so long after its first silence it ends although some, fewer than `units`, are silent still",
            "a device that died in it must not excuse its vendor's others for ever",
        ),
    ] = 30.0


class UndeclaredTrip(msgspec.Struct, frozen=True, kw_only=True):
    """undeclared-trip."""

    stop_min: Annotated[
        float, Prose("min", "left after a stop of at least this", "loading takes longer than a delivery note")
    ] = 10.0


class NotArrived(msgspec.Struct, frozen=True, kw_only=True):
    """not-arrived."""

    times: Annotated[
        float, Prose("", "late once it takes so many times as long as expected", "long journeys vary more")
    ] = 1.5
    high_min: Annotated[
        float, Prose("min", "and at least so long after the expected arrival: high", "traffic, a meal, a puncture")
    ] = 60.0
    critical_min: Annotated[
        float, Prose("min", "and at least so long after it: critical", "no traffic takes half a day")
    ] = 240.0
    end_h: Annotated[
        float, Prose("h", "so long after it was critical the trip ends", "nobody can change it on the road any more")
    ] = 24.0
    speed_kmh: Annotated[
        float, Prose("km/h", "without planned times a route is driven at this", "a loaded truck, stops included")
    ] = 40.0
    detour: Annotated[
        float, Prose("", "without a route the straight line is taken so many times", "roads in the provinces")
    ] = 1.4


class OvernightHold(msgspec.Struct, frozen=True, kw_only=True):
    """overnight-hold."""

    loaded_h: Annotated[
        float, Prose("h", "standing at no permitted place so long after departure", "a day's journey ends by then")
    ] = 12.0


class DeviceCheckOverdue(msgspec.Struct, frozen=True, kw_only=True):
    """device-check-overdue."""

    silent_d: Annotated[
        float, Prose("d", "no valid fix of a unit on a permit for so long", "a week is longer than any holiday's rest")
    ] = 7.0


class RepeatedShortStops(msgspec.Struct, frozen=True, kw_only=True):
    """repeated-short-stops."""

    halts: Annotated[int, Prose("halts", "so many in one trip", "one may be a call, two a call and a tyre")] = 3
    radius_m: Annotated[
        float, Prose("m", "a halt is staying within this of the mean of its fixes", "a standing receiver's scatter")
    ] = 50.0
    min_min: Annotated[float, Prose("min", "for at least this", "a red light is shorter")] = 2.0
    max_min: Annotated[float, Prose("min", "and at most this", "what stands longer is a stop, judged as one")] = 10.0
    apart_m: Annotated[
        float,
        Prose(
            "m",
            "a halt that begins nearer than this to the halt before it counts as the same one",
            "heavy traffic moves a queue on by less, from one place worth a halt to the next a truck drives further",
        ),
    ] = 500.0


class FrozenPosition(msgspec.Struct, frozen=True, kw_only=True):
    """frozen-position."""

    fixes: Annotated[
        int, Prose("fixes", "so many in a row at the same position, each moving", "ten minutes at the duty's minute")
    ] = 10
    decimals: Annotated[
        int, Prose("", "the same to so many decimals of a degree", "0.1 m: less than any receiver scatters")
    ] = 6


class ImpossibleMove(msgspec.Struct, frozen=True, kw_only=True):
    """impossible-move."""

    kmh: Annotated[float, Prose("km/h", "no truck is faster than this", "a loaded one is limited to far less")] = 150.0
    margin_m: Annotated[float, Prose("m", "and a fix may be wrong by this", "ordinary GPS error")] = 200.0
    confirm_min: Annotated[
        float,
        Prose("min", "a fix is confirmed by one within this; after this the run that goes on is the truck's",
              "ten missed pings"),
    ] = 10.0  # fmt: skip
    least_s: Annotated[
        float, Prose("s", "fixes closer together are taken to be so far apart", "the scatter of two fixes is no way")
    ] = 10.0
    error_s: Annotated[
        float,
        Prose("s", "the error counts in full for fixes at one time, in part between, and not at all so far apart",
              "in a minute 200 m are 12 km/h, in a second 720"),
    ] = 60.0  # fmt: skip


class SecondaryMovement(msgspec.Struct, frozen=True, kw_only=True):
    """secondary-movement."""

    stand_min: Annotated[
        float, Prose("min", "stood in a processor's zone for at least this", "loading takes longer than asking the way")
    ] = 10.0


class QuotaExceeded(msgspec.Struct, frozen=True, kw_only=True):
    """quota-exceeded."""

    warning_share: Annotated[
        float, Prose("", "from this share of the item's month or year: warning", "time to ask for more, or to stop")
    ] = 0.9
    high_share: Annotated[float, Prose("", "over this share: high", "what is permitted is the limit itself")] = 1.0


class PaperTrip(msgspec.Struct, frozen=True, kw_only=True):
    """paper-trip."""

    before_h: Annotated[
        float, Prose("h", "visits count from so long before the planned departure", "as long as a manifest fits one")
    ] = 6.0
    later_h: Annotated[
        float, Prose("h", "a visit made so long after the receipt still closes it", "a day for a truck on its way")
    ] = 24.0


class ImplausibleCompletion(msgspec.Struct, frozen=True, kw_only=True):
    """implausible-completion."""

    early_min: Annotated[
        float,
        Prose("min", "received longer before arrival than this; sooner is no breach", "clocks, and paper at the gate"),
    ] = 10.0
    stay_min: Annotated[
        float, Prose("min", "a shorter stay than this, first to last fix inside", "a tipper empties in five minutes")
    ] = 5.0


class WeightMismatch(msgspec.Struct, frozen=True, kw_only=True):
    """weight-mismatch."""

    high_share: Annotated[
        float, Prose("", "over this share of the weight out: high", "two scales, rain and drying differ by less")
    ] = 0.05
    critical_share: Annotated[
        float, Prose("", "over this share of the weight out: critical", "a part of the load went elsewhere")
    ] = 0.1
    least_t: Annotated[
        float, Prose("t", "and never a difference of up to this", "a truck scale's steps, fuel and a driver")
    ] = 0.2


class LateConfirmation(msgspec.Struct, frozen=True, kw_only=True):
    """late-confirmation."""

    working_days: Annotated[
        int,
        Prose("working days", "to be received by the end of so many after the day of arrival", "a weekend is no delay"),
    ] = 2
    high_d: Annotated[float, Prose("d", "so long after arrival: high", "the generator has to ask by then")] = 45.0
    critical_d: Annotated[float, Prose("d", "so long after arrival: critical", "the load counts as missing")] = 60.0


class EmergingSite(msgspec.Struct, frozen=True, kw_only=True):
    """emerging-site."""

    stops: Annotated[int, Prose("stops", "so many at one place", "one is chance, two may be")] = 3
    vehicles: Annotated[int, Prose("vehicles", "by at least so many", "one truck may be at its driver's home")] = 2
    radius_m: Annotated[
        float, Prose("m", "within this of the stop that makes it a site, its centre", "a dump's width, and GPS error")
    ] = 200.0
    days: Annotated[float, Prose("d", "within so long", "a site in use is used each week")] = 30.0


class ProvinceLeft(msgspec.Struct, frozen=True, kw_only=True):
    """province-left."""

    fixes: Annotated[
        int, Prose("fixes", "so many in a row in other provinces", "the corridor's margin is allowed for at the border")
    ] = 1


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """One whole set of thresholds: the shared words first, then each rule's."""

    fixes: Fixes = Fixes()
    arrivals: Arrivals = Arrivals()
    stop: Stops = Stops()
    departure: Departures = Departures()
    hand_over: HandOvers = HandOvers()
    same_plate: SamePlate = SamePlate()
    arrival: ArrivalAtProcessor = ArrivalAtProcessor()
    verdict: Verdicts = Verdicts()
    telling: TellingOfIncidents = TellingOfIncidents()
    route_deviation: RouteDeviation = RouteDeviation()
    unauthorised_stop: UnauthorisedStop = UnauthorisedStop()
    restricted_zone: RestrictedZone = RestrictedZone()
    signal_lost: SignalLost = SignalLost()
    vendor_outage: VendorOutage = VendorOutage()
    undeclared_trip: UndeclaredTrip = UndeclaredTrip()
    not_arrived: NotArrived = NotArrived()
    overnight_hold: OvernightHold = OvernightHold()
    device_check_overdue: DeviceCheckOverdue = DeviceCheckOverdue()
    repeated_short_stops: RepeatedShortStops = RepeatedShortStops()
    frozen_position: FrozenPosition = FrozenPosition()
    impossible_move: ImpossibleMove = ImpossibleMove()
    secondary_movement: SecondaryMovement = SecondaryMovement()
    quota_exceeded: QuotaExceeded = QuotaExceeded()
    paper_trip: PaperTrip = PaperTrip()
    implausible_completion: ImplausibleCompletion = ImplausibleCompletion()
    weight_mismatch: WeightMismatch = WeightMismatch()
    late_confirmation: LateConfirmation = LateConfirmation()
    emerging_site: EmergingSite = EmergingSite()
    province_left: ProvinceLeft = ProvinceLeft()


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """The thresholds in force everywhere, and those that an estate has of its own (by its zone_id)."""

    common: Rulebook = Rulebook()
    estates: dict[str, Rulebook] = {}

    def at(self, estate_zone_id: str | None) -> Rulebook:
        """The thresholds in force in an estate, the common ones outside any."""
        return self.common if estate_zone_id is None else self.estates.get(estate_zone_id, self.common)


RULES: Final = (
    "route-deviation", "unauthorised-stop", "restricted-zone", "wrong-destination", "unloaded-elsewhere", "not-arrived",
    "signal-lost", "vendor-outage", "power-cut", "frozen-position", "impossible-move", "undeclared-trip",
    "permit-invalid", "quota-exceeded", "outside-hours", "paper-trip", "implausible-completion", "weight-mismatch",
    "vehicle-mismatch", "secondary-movement", "repeated-short-stops", "overnight-hold", "province-left",
    "emerging-site", "late-confirmation", "device-check-overdue",
)  # fmt: skip


def prose_of(section: type[msgspec.Struct]) -> dict[str, Prose]:
    """Each threshold of a section, in the order of the table, with its prose."""
    hints = get_type_hints(section, include_extras=True)
    return {name: get_args(hints[name])[1] for name in section.__struct_fields__}
