"""What a version of reference data says, in one line for a person."""

from collections.abc import Callable
from datetime import date

from streams.explain.chain import ReferenceInForce
from wastetrack.explain_words import Lang, word


def content_of(one: ReferenceInForce, lang: Lang, day: Callable[[date], str]) -> str:
    """The number or name, its standing and its period; `day` says a day as the reader writes it."""
    says = one.says
    status = says.get("status", "")
    standing = word("received_paper" if status == "received" else status, lang) if status else ""

    def period() -> str:
        ends = (says["valid_from"], says["valid_to"])
        return " – ".join(day(date.fromisoformat(end)) if end else "" for end in ends).rstrip()

    match one.kind:
        case "permits":
            metres = "ม." if lang == "th" else "m"
            routes = ", ".join(f"{route['route_id']} ±{route['corridor_m']:g} {metres}" for route in says["routes"])
            return f"{says['permit_no']} {standing}, {period()}; {routes}"
        case "manifests":
            return f"{says['manifest_no']} ({says['plate']}) {standing}"
        case "zones":
            kind = word("estate_zone" if says["kind"] == "estate" else says["kind"], lang)
            return f"{one.key} {says['name_th'] if lang == 'th' else says['name_en']} ({kind})"
        case "vehicles":
            return f"{says['plate']} {says['province']}, {period()}"
