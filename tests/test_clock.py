"""The time zone that a place lives by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from albumforge.generators.album.info.clock import utc_offset


@pytest.mark.parametrize(
    ("place", "winter", "summer"),
    [
        ((48.857, 2.352), 1, 2),  # Paris
        ((42.88, -8.54), 1, 2),  # Santiago de Compostela, far west of its meridian
        ((28.12, -15.43), 0, 1),  # Gran Canaria, of the same country
        ((31.23, 121.47), 8, 8),  # Shanghai
        ((43.83, 87.62), 8, 8),  # Ürümqi lives by the clocks of Beijing
        ((27.72, 85.32), 5.75, 5.75),  # Kathmandu
        ((40.71, -74.01), -5, -4),  # New York
        ((37.77, -122.42), -8, -7),  # San Francisco
        ((21.31, -157.86), -10, -10),  # Honolulu
        ((42.66, 21.17), 1, 1),  # Pristina: no zone is listed for Kosovo
        ((-18.14, 178.44), 12, 12),  # Suva
        ((-13.83, -171.77), 13, 13),  # Apia, across the date line
        ((35.0, -40.0), -3, -3),  # the middle of the Atlantic
        ((0.0, 0.0), 0, 0),
    ],
)
def test_offsets_of_places(place: tuple[float, float], winter: float, summer: float) -> None:
    for month, hours in ((1, winter), (7, summer)):
        found = utc_offset(datetime.fromisoformat(f"2024-{month:02}-15T12:00:00"), *place)
        assert found.total_seconds() / 3600 == hours


def test_a_time_zone_is_believed() -> None:
    assert utc_offset(datetime(2024, 7, 15, 12, tzinfo=UTC), 48.857, 2.352).total_seconds() == 0
