"""The simulated fleet: every unit fails, health falls, sensors show it or do not, seeds hold."""

import numpy as np
import pytest

from utils.data import telemetry


@pytest.fixture
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


def clean(**arguments):
    """A fleet without noise: its units, and its sensors against lost health as straight lines: (units, slopes, starts)."""
    units = telemetry.fleet(noise=0.0, **arguments)
    lost = np.concatenate([1 - unit.health for unit in units]) / (1 - telemetry.THRESHOLD)
    sensors, regime = np.concatenate([u.sensors for u in units]), np.concatenate([u.conditions for u in units])
    lines = [np.polyfit(lost[regime == c], sensors[regime == c], 1) for c in np.unique(regime)]
    for c, (slope, start) in enumerate(lines):
        np.testing.assert_allclose(sensors[regime == c], np.outer(lost[regime == c], slope) + start, atol=1e-9)
    return units, np.array([slope for slope, _ in lines]), np.array([start for _, start in lines])


def test_from_new_to_failed_a_sensor_moves_by_a_half_to_one_and_a_half_and_every_third_not_at_all():
    _, slopes, starts = clean(units=1, sensors=3000)
    np.testing.assert_allclose(slopes[0, 2::3], 0, atol=1e-9)
    moves = np.delete(slopes[0], np.s_[2::3])
    assert abs(moves).min() == pytest.approx(0.5, abs=0.01) and abs(moves).max() == pytest.approx(1.5, abs=0.01)
    assert abs(moves).mean() == pytest.approx(1, abs=0.02) and np.mean(moves > 0) == pytest.approx(0.5, abs=0.05)
    assert starts.mean() == pytest.approx(0, abs=0.2) and starts.std() == pytest.approx(3, rel=0.05)


@pytest.mark.parametrize("conditions", [2, 3])
def test_each_condition_scales_a_sensor_between_a_half_and_two(conditions):
    _, slopes, starts = clean(units=1, sensors=3000, conditions=conditions)
    moving = np.arange(3000) % 3 != 2
    ratios = slopes[1, moving] / slopes[0, moving]
    assert ratios.min() == pytest.approx(0.25, rel=0.1) and ratios.max() == pytest.approx(4, rel=0.1)
    assert abs(slopes[:, moving]).mean() == pytest.approx(1.25, rel=0.05)
    assert np.corrcoef(starts)[0, 1] == pytest.approx(0, abs=0.1)


def test_noise_is_gaussian_of_the_deviation_asked_for_and_new_at_each_step_and_sensor():
    noisy, quiet = (telemetry.fleet(3, noise=noise) for noise in (0.1, 0.0))
    noise = np.concatenate([one.sensors - other.sensors for one, other in zip(noisy, quiet, strict=True)]) / 0.1
    assert noise.mean() == pytest.approx(0, abs=0.05) and noise.std() == pytest.approx(1, rel=0.05)
    assert (noise**4).mean() == pytest.approx(3, rel=0.15)
    np.testing.assert_allclose(np.corrcoef(noise.T), np.eye(12), atol=0.15)
    assert np.mean(noise[1:] * noise[:-1]) == pytest.approx(0, abs=0.05)


def test_damage_grows_at_the_units_rate_and_half_of_it_is_noise(fleet):
    rates, spreads = [], []
    for unit in fleet:
        damage = unit.health[0] - unit.health[unit.onset - 1 :]
        growth = np.diff(np.log1p(damage / telemetry.FIRST_DAMAGE))[10:]  # the first steps may be cut at no damage
        rates.append(growth.mean())
        spreads.append(growth.std() / growth.mean())
        assert telemetry.RATE[0] * 0.9 < rates[-1] < telemetry.RATE[1] * 1.1
    assert np.mean(spreads) == pytest.approx(0.5, abs=0.02)
    assert np.mean(rates) == pytest.approx(np.mean(telemetry.RATE), rel=0.15)
    assert all(0.95 <= unit.health[0] <= 1 for unit in fleet)


def test_a_unit_may_last_just_as_long_as_the_record_and_has_failed_at_the_threshold(monkeypatch):
    monkeypatch.setattr(telemetry, "_health", lambda steps, *_: np.r_[np.ones(steps - 1), telemetry.THRESHOLD])
    assert telemetry.fleet(1, longest=50)[0].failure_time == 50


def test_the_first_and_the_last_onset_both_occur(monkeypatch):
    monkeypatch.setattr(telemetry, "ONSET", (30, 31))
    assert {unit.onset for unit in telemetry.fleet(20)} == {30, 31}


def test_what_a_fleet_is_unless_told_otherwise():
    fleet, told = telemetry.fleet(), telemetry.fleet(100, 12, conditions=1, noise=0.1, longest=600, seed=0)
    assert len(fleet) == 100
    np.testing.assert_array_equal(fleet[0].sensors, told[0].sensors)


def test_the_smallest_fleet_and_what_is_refused_by_name():
    unit = telemetry.fleet(1, 1)[0]
    assert unit.sensors.shape[1] == 1 and unit.remaining().dtype == np.float64
    with pytest.raises(ValueError, match=r"^sensors: got 0, expected a whole number of at least 1"):
        telemetry.fleet(1, 0)
    with pytest.raises(ValueError, match=r"^longest: got 0, expected a whole number of at least 1"):
        telemetry.fleet(1, longest=0)
    with pytest.raises(ValueError, match=r"^longest: got 1, but none"):
        telemetry.fleet(1, longest=1)
    with pytest.raises(ValueError, match=r"^cap: got 0, expected a number above 0"):
        unit.remaining(cap=0)
    assert unit.remaining(cap=1).max() == 1
