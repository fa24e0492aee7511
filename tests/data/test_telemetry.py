"""The simulated fleet: every unit fails, health falls, sensors show it or do not, seeds hold."""

import numpy as np
import pytest

from utils.data import telemetry


@pytest.fixture(scope="module")
def fleet():
    return telemetry.fleet(60)


def test_shapes_and_failure(fleet):
    assert len(fleet) == 60
    for unit in fleet:
        steps = unit.failure_time
        assert unit.sensors.shape == (steps, 12) and unit.health.shape == unit.conditions.shape == (steps,)
        assert 0 <= unit.onset < steps <= 600
        assert unit.health.min() > telemetry.THRESHOLD and unit.health[-1] < telemetry.THRESHOLD + 0.1
        assert unit.health[0] == unit.health[unit.onset - 1] >= 0.95


def test_lives_differ_and_last_hundreds_of_steps(fleet):
    lives = [unit.failure_time for unit in fleet]
    assert len(set(lives)) > 30 and 200 < np.median(lives) < 400
    assert np.median([unit.failure_time - unit.onset for unit in fleet]) > 100


def test_damage_grows_exponentially(fleet):
    """After the onset the logarithm of the damage is close to a straight line."""
    for unit in fleet[:10]:
        damage = unit.health[0] - unit.health[unit.onset + 40 :] + telemetry.FIRST_DAMAGE
        slope, _ = np.polyfit(np.arange(len(damage)), np.log(damage), 1)
        assert np.corrcoef(np.arange(len(damage)), np.log(damage))[0, 1] > 0.98
        assert 0.8 * telemetry.RATE[0] < slope < 1.2 * telemetry.RATE[1]


def test_sensors_show_health_but_every_third_does_not(fleet):
    correlation = np.array([[abs(np.corrcoef(u.health, s)[0, 1]) for s in u.sensors.T] for u in fleet]).mean(0)
    assert correlation[2::3].max() < 0.2
    assert np.delete(correlation, np.s_[2::3]).min() > 0.6


def test_conditions_shift_the_sensors():
    unit = telemetry.fleet(1, conditions=3)[0]
    assert set(unit.conditions) == {0, 1, 2}
    means = np.array([unit.sensors[unit.conditions == c].mean(0) for c in range(3)])
    assert means.std(0).min() > 0.1
    assert not telemetry.fleet(1)[0].conditions.any()


def test_seeds_and_independent_units(fleet):
    again = telemetry.fleet(5)
    for one, other in zip(fleet, again, strict=False):
        np.testing.assert_array_equal(one.sensors, other.sensors)
    assert telemetry.fleet(1, seed=1)[0].failure_time != fleet[0].failure_time


def test_units_that_outlive_the_record_are_drawn_again():
    assert max(unit.failure_time for unit in telemetry.fleet(40, longest=250)) <= 250


def test_noise_can_be_zero():
    unit = telemetry.fleet(1, noise=0.0)[0]
    assert not unit.sensors[: unit.onset].std(0).round(12).any()


def test_remaining_counts_down():
    unit = telemetry.fleet(1)[0]
    left = unit.remaining()
    assert left[0] == unit.failure_time and left[-1] == 1 and (np.diff(left) == -1).all()
    assert unit.remaining(cap=125).max() == 125


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"units": 0}, "units: got 0"),
        ({"sensors": 1.5}, "sensors: got 1.5"),
        ({"conditions": 0}, "conditions: got 0"),
        ({"noise": -0.1}, "noise: got -0.1, expected a deviation of at least 0"),
        ({"longest": 20}, "longest: got 20, but none of 100 units failed"),
    ],
)
def test_fleet_refuses(arguments, says):
    with pytest.raises(ValueError, match=says):
        telemetry.fleet(**{"units": 2, **arguments})
