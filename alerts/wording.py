"""How distances and durations are said, in English and in Thai; each rule's own sentence stands in its file."""


def length_en(metres: float) -> str:
    """A distance as a person says it: metres to 10 m, from 1 km on kilometres with one decimal."""
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres, -1):.0f} m"


def length_th(metres: float) -> str:
    """`length_en` in Thai."""
    return f"{metres / 1000:.1f} กม." if metres >= 1000 else f"{round(metres, -1):.0f} ม."


def duration_en(seconds: float) -> str:
    """A duration in whole minutes, from one hour on in hours and minutes."""
    minutes = int(seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def duration_th(seconds: float) -> str:
    """`duration_en` in Thai."""
    minutes = int(seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} นาที"
    return f"{hours} ชม. {rest} นาที" if rest else f"{hours} ชม."
