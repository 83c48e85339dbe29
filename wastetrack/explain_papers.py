"""What a version of reference data says, in one line for a person."""

from streams.explain.chain import ReferenceInForce
from wastetrack.explain_words import Lang, word


def content_of(one: ReferenceInForce, lang: Lang) -> str:
    """The number or name, its standing and its period."""
    says = one.says
    status = says.get("status", "")
    standing = word("received_paper" if status == "received" else status, lang) if status else ""
    match one.kind:
        case "permits":
            routes = ", ".join(f"{route['route_id']} ±{route['corridor_m']:g} m" for route in says["routes"])
            return f"{says['permit_no']} {standing}, {says['valid_from']} – {says['valid_to']}; {routes}"
        case "manifests":
            return f"{says['manifest_no']} ({says['plate']}) {standing}"
        case "zones":
            kind = word("estate_zone" if says["kind"] == "estate" else says["kind"], lang)
            return f"{one.key} {says['name_th'] if lang == 'th' else says['name_en']} ({kind})"
        case "vehicles":
            return f"{says['plate']} {says['province']}, {says['valid_from']} – {says['valid_to'] or ''}"
