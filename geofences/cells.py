"""Cells: the grid of 0.05 degrees by which units are found again by place; places in whole 1e-7 degrees (1 cm)."""

from typing import Final

E7: Final = 10_000_000
CELL_E7: Final = 500_000
"""The side of a cell: 5.6 km from south to north, a little less from west to east in Thailand."""
COLUMNS: Final = 7_200

_WEST_E7: Final = -180 * E7
_SOUTH_E7: Final = -90 * E7


def to_e7(degrees: float) -> int:
    """Degrees as whole 1e-7 degrees."""
    return round(degrees * E7)


def cell_at(lon_e7: int, lat_e7: int) -> int:
    """The cell of a place; on the line between two it is the eastern or northern one."""
    return (lat_e7 - _SOUTH_E7) // CELL_E7 * COLUMNS + (lon_e7 - _WEST_E7) // CELL_E7


def corner_of(cell: int) -> tuple[int, int]:
    """The south-western corner of a cell: lon, lat."""
    row, column = divmod(cell, COLUMNS)
    return column * CELL_E7 + _WEST_E7, row * CELL_E7 + _SOUTH_E7
