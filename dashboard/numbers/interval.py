"""How sure a share is: Wilson's interval for a proportion."""

import math
from typing import Final

Z_95: Final = 1.959963984540054
"""The normal quantile that leaves 2.5 % on either side."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of the share behind `hits` of `n`, `n` over 0; it never leaves 0 to 1.

    E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212; without continuity correction, as
    method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, who prints the values that the tests hold.
    """
    share, z2 = hits / n, Z_95 * Z_95
    middle = share + z2 / (2 * n)
    reach = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    low, high = (middle - reach) / scale, (middle + reach) / scale
    # Of 0 of n and n of n an end is the share itself, from which rounding carries it a hair away.
    return (0.0 if hits == 0 else low), (1.0 if hits == n else high)
