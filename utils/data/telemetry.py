"""Simulated: a fleet of engines that run to failure, in the manner of Saxena et al. (2008); no number was measured.

Each unit has a hidden health: 1 less a small initial wear until a random onset, then damage that grows exponentially
at the unit's own noisy rate. The unit has failed when its health is at the threshold. Sensors see health through
noise: some rise as it falls, some sink, some show nothing; each operating condition shifts and scales them. Source of
the idea: A. Saxena, K. Goebel, D. Simon, N. Eklund, Damage propagation modeling for aircraft engine run-to-failure
simulation, PHM 2008. The numbers here are ours, so errors are not comparable with those on its data sets.
"""

from dataclasses import dataclass

import numpy as np

from utils.checks import deviation, real, whole

THRESHOLD = 0.2  # health at which a unit has failed
FIRST_DAMAGE = 0.01  # damage at the onset
RATE = (0.012, 0.035)  # growth of damage a step: 125 to 365 steps from onset to failure, before noise
ONSET = (20, 150)  # steps
WEAR = (0.0, 0.05)  # health that a unit lacks from the start
ATTEMPTS = 100


@dataclass(frozen=True)
class Unit:
    """One engine's life of T steps: `sensors` (T, s), `conditions` (T,) int, hidden `health` (T,), and two times.

    The damage starts to grow at step `onset`; at step `failure_time` = T the unit has failed, and the record ends
    just before.
    """

    sensors: np.ndarray
    conditions: np.ndarray
    health: np.ndarray
    onset: int
    failure_time: int

    def remaining(self, cap=None):
        """Steps left to failure at each step, (T,) float64: T, T - 1, ..., 1; none above `cap`, if there is one."""
        left = np.arange(self.failure_time, 0, -1, dtype=np.float64)
        return left if cap is None else np.minimum(left, real("cap", cap, above=0))


def fleet(units=100, sensors=12, *, conditions=1, noise=0.1, longest=600, seed=0):
    """A list of `units` independent `Unit`s that share sensors and operating conditions.

    `noise` is the deviation of a sensor's noise, where going from new to failed moves a sensor by 0.5 to 1.5 (every
    third moves not at all). With several `conditions` each step draws one. A unit that outlives `longest` steps is
    drawn again; if hardly any fails by then, a ValueError says so. Unit i depends on `seed` and i alone.
    """
    units, sensors = whole("units", units, 1), whole("sensors", sensors, 1)
    conditions, longest = whole("conditions", conditions, 1), whole("longest", longest, 1)
    noise = deviation("noise", noise)
    slopes, offsets, scales = _plant(sensors, conditions, np.random.default_rng([seed, 0]))
    made = []
    for number in range(1, units + 1):
        generator = np.random.default_rng([seed, number])
        health, onset = _life(longest, generator)
        regime = generator.integers(0, conditions, len(health))
        clean = slopes * (1 - health[:, None]) / (1 - THRESHOLD) + noise * generator.standard_normal((len(health), sensors))
        made.append(Unit(offsets[regime] + scales[regime] * clean, regime, health, onset, len(health)))
    return made


def _plant(sensors, conditions, generator):
    """What the fleet shares: slopes (s,) from new to failed, and per condition offsets and scales (conditions, s)."""
    slopes = generator.uniform(0.5, 1.5, sensors) * generator.choice([-1, 1], sensors)
    slopes[2::3] = 0
    offsets = generator.normal(0, 3, (conditions, sensors))
    scales = generator.uniform(0.5, 2, (conditions, sensors))
    return (slopes, offsets, scales) if conditions > 1 else (slopes, offsets, np.ones_like(scales))


def _life(longest, generator):
    """Health up to failure, of a unit that fails within `longest` steps, and its onset; redraws those that do not."""
    for _ in range(ATTEMPTS):
        onset = int(generator.integers(*ONSET, endpoint=True))
        health = _health(longest + 1, onset, generator)
        failed = np.flatnonzero(health <= THRESHOLD)
        if failed.size:
            return health[: failed[0]], onset
    raise ValueError(f"longest: got {longest}, but none of {ATTEMPTS} units failed within it; expected a few hundred steps")


def _health(steps, onset, generator):
    rate = generator.uniform(*RATE)
    growth = rate * (1 + 0.5 * generator.standard_normal(steps))
    growth[:onset] = 0
    damage = FIRST_DAMAGE * np.expm1(np.minimum(np.cumsum(growth), 50))
    return 1 - generator.uniform(*WEAR) - np.maximum(damage, 0)
