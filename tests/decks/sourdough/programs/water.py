"""Water of the right warmth for a dough of 26 °C."""

from __future__ import annotations


# region warmth
def water_temperature(flour: float, room: float, wanted: float = 26.0) -> float:
    """Return the temperature of the water, in degrees Celsius."""
    warmth = 3 * wanted
    return warmth - flour - room


# endregion


TODAY = water_temperature(flour=20, room=21)
