"""Water of the right warmth for a dough of 26 °C."""

WANTED = 26.0


# region warmth
def water_temperature(flour: float, room: float) -> float:
    """Return the temperature of the water, in °C."""
    warmth = 3 * WANTED
    return warmth - flour - room


# endregion


TODAY = water_temperature(flour=20, room=21)
