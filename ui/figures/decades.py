"""Numbers that are carried as decimal logarithms, as people read them."""

import numpy as np

from ui.figures.stack import power_of_ten


def power(log: float) -> str:
    """10^log in short: 0.02, 3.1, 1406, 4·10⁻⁷, 10⁸."""
    if not np.isfinite(log):
        return _not_finite(log)
    if -2 < log < 2:
        return f"{float(f'{10**log:.2g}'):g}"
    return f"{10**log:.0f}" if 2 <= log < 4 else _scientific(log, 0)


def exact(log: float) -> str:
    """10^log with three digits: 0.152, 2.00·10⁻¹²."""
    if not np.isfinite(log):
        return _not_finite(log)
    return f"{float(f'{10**log:.3g}'):g}" if -3 <= log < 4 else _scientific(log, 2)


def signed(number: float) -> str:
    """+0.0414, −0.0458."""
    return f"{number:+.4f}".replace("-", "−")


def _scientific(log: float, decimals: int) -> str:
    exponent = int(np.floor(log))
    mantissa = f"{10 ** (log - exponent):.{decimals}f}"
    if mantissa.startswith("10"):  # 9.7 rounds to 10: the next power of ten
        exponent, mantissa = exponent + 1, f"{1:.{decimals}f}"
    return power_of_ten(exponent) if mantissa == "1" else f"{mantissa}·{power_of_ten(exponent)}"


def _not_finite(log: float) -> str:
    if np.isnan(log):
        return "NaN"
    return "0" if log < 0 else "∞"
