"""The checks of lab 4b: a step's Jacobian, a bound line by line, the first number that is none, a matrix that grows.

The bound's four sides are looked at one by one, so that the first wrong line is named, whatever follows from it.
"""

import numpy as np

from utils.book.checking import Exercise, as_array, difference
from utils.exercises.slips import slips
from utils.training.unguarded import first_not_finite

# Exercise 1: a state of three units, slopes that all differ, a matrix that is not symmetric.
H = np.array([0.1, -0.6, 0.9])
W = np.array([[0.7, -1.1, 0.4], [0.2, 0.5, -0.9], [1.3, -0.3, 0.8]])


def jacobian(h, W):
    """diag(1 - h^2) W."""
    return (1 - h**2)[:, None] * W


state_jacobian = Exercise("Exercise 1", [(H, W)], jacobian, each="a row for each unit of the new state", slips=slips(jacobian, {
    "this is the transpose, W^T diag: a row belongs to a unit of the new state": lambda h, W: W.T * (1 - h**2),
    "the slopes scale the columns, those of the old state: each belongs to a unit of the new one": ("[:, None]", ""),
    "W_hh is turned round": ("* W", "* W.T"),
    "the slope of tanh is 1 minus the square": ("h**2", "h"),
    "h is tanh of something already: its slope needs no tanh more": ("h**2", "np.tanh(h)**2"),
    "1 plus the square, expected minus": ("1 - h", "1 + h"),
    "this is the square without the 1 - in front: where the unit is flat it would let most through": ("1 - h**2", "h**2"),
    "the slopes are missing": lambda h, W: W,
    "W_hh is missing": lambda h, W: np.diag(1 - h**2),
    "the slopes divide here, expected a product": ("* W", "** -1 * W"),
}))


# Exercise 2: the sides of the bound, each an entry of what is returned.
def states(n, m):
    """States (n, m) between -1 and 1 that all differ."""
    return 0.9 * np.sin(1.7 * np.arange(1, n * m + 1)).reshape(n, m)


BOUNDS = [(states(4, 3), W), (states(7, 3), 1.2 * W.T), (states(2, 2), np.array([[0.9, 10], [0, 0.9]]))]
SIDES = ("line 1, the norm of the product", "line 2, the product of the norms", "line 3, largest slopes times s_1",
         "line 4, s_1 to the power n")


def norm(A):
    """The largest singular value."""
    return np.linalg.norm(A, 2)


def radius(A):
    """The spectral radius."""
    return np.abs(np.linalg.eigvals(A)).max()


def ordered(factors):
    """The product, each factor to the left of the one before."""
    product = np.eye(len(factors[0]))
    for factor in factors:
        product = factor @ product
    return product


def sides(h, W):
    """The four sides of the bound, an array (4,)."""
    J = [jacobian(h_t, W) for h_t in h]
    slopes = (1 - h**2).max(axis=1)
    return np.array([norm(ordered(J)), np.prod([norm(J_t) for J_t in J]), np.prod(slopes * norm(W)), norm(W) ** len(h)])


def frobenius(A):
    """The root of the sum of squares."""
    return np.linalg.norm(A)


ANY = {"this is the Frobenius norm; the largest singular value is np.linalg.norm(..., 2)": frobenius,
       "this is the spectral radius: it bounds no product": radius}
LINES = [
    {f"{says}": lambda h, W, size=size: size(ordered([jacobian(h_t, W) for h_t in h])) for says, size in ANY.items()}
    | {"the later step stands on the right here: it should stand on the left":
       lambda h, W: norm(ordered([jacobian(h_t, W) for h_t in h[::-1]])),
       "entry by entry, expected the product of matrices": lambda h, W: norm(np.prod([jacobian(h_t, W) for h_t in h], axis=0)),
       "this is the sum of the Jacobians, expected their product": lambda h, W: norm(sum(jacobian(h_t, W) for h_t in h)),
       "the slopes are missing: this is a power of W_hh": lambda h, W: norm(np.linalg.matrix_power(W, len(h)))},
    {f"{says}": lambda h, W, size=size: np.prod([size(jacobian(h_t, W)) for h_t in h]) for says, size in ANY.items()}
    | {"a sum of the norms, expected their product": lambda h, W: sum(norm(jacobian(h_t, W)) for h_t in h)},
    {f"{says}": lambda h, W, size=size: np.prod((1 - h**2).max(axis=1) * size(W)) for says, size in ANY.items()}
    | {"the mean of a step's slopes bounds nothing: take the largest": lambda h, W: np.prod((1 - h**2).mean(axis=1) * norm(W)),
       "the smallest slope of each step, expected the largest": lambda h, W: np.prod((1 - h**2).min(axis=1) * norm(W)),
       "one slope for all steps: each step has a largest one of its own": lambda h, W: ((1 - h**2).max() * norm(W)) ** len(h),
       "the largest slope over the steps for each unit, expected over the units for each step":
           lambda h, W: np.prod((1 - h**2).max(axis=0) * norm(W)),
       "s_1 stands here once, and every step has one": lambda h, W: np.prod((1 - h**2).max(axis=1)) * norm(W),
       "s_1 is missing": lambda h, W: np.prod((1 - h**2).max(axis=1)),
       "the norm of the vector of slopes, expected that of the diagonal matrix: its largest entry":
           lambda h, W: np.prod(np.linalg.norm(1 - h**2, axis=1) * norm(W))},
    {f"{says}": lambda h, W, size=size: size(W) ** len(h) for says, size in ANY.items()}
    | {"s_1 times n, expected a power": lambda h, W: norm(W) * len(h), "s_1 alone, expected a power": lambda h, W: norm(W),
       "the power is the number of units, expected that of steps": lambda h, W: norm(W) ** h.shape[1],
       "one step too few": lambda h, W: norm(W) ** (len(h) - 1)},
]


def line_by_line(answer):
    """Each side as it should be; then they are shown in order."""
    for given in BOUNDS:
        found = as_array(answer(*given))
        if found is None or found.shape != (4,):
            return difference(found, sides(*given), each="a number for each line")
        for k, (name, right) in enumerate(zip(SIDES, sides(*given), strict=True)):
            if fault := difference(found[k], right):
                named = [says for says, slip in LINES[k].items() if not difference(found[k], slip(*given))]
                return f"{name}: {named[0] if named else fault.removeprefix('the result: ')}"
        print("  ≤  ".join(f"{value:.4g}" for value in found))
    return None


bound_line_by_line = Exercise("Exercise 2", also=[line_by_line])


# Exercise 3: what some steps of training computed, by name, in order.
def named(*arrays):
    """A step's arrays by their names."""
    return dict(zip(("states", "output", "loss", "gradient of the weights", "weights"), arrays, strict=True))


INF, NAN = np.inf, np.nan
FINE, LOST = named([[1.0, 2.0]], [3.0], 4.0, [5.0, 6.0], [7.0, 8.0]), named([[NAN, NAN]], [NAN], NAN, [NAN, NAN], [NAN, NAN])
RUNS = [
    [FINE, named([[1.0, 9e300]], [1e200], 1e300, [INF, 5.0], [NAN, 8.0]), LOST],
    [FINE, FINE, named([[1.0, 2.0]], [2.0], NAN, [3.0, NAN], [INF, NAN]), LOST],
    [FINE, named([[-INF, 1.0]], [2.0], 1.0, [2.0, INF], [1.0, 2.0]), LOST],
    [named([[1e308, 1e308]], [1e308], 1e308, [1e308, 1e308], [-1e308, -1e308]), named([[1.0, NAN]], [2.0], 3.0, [4.0], [INF])],
    [FINE, FINE],
]


first_place = Exercise("Exercise 3", [(run,) for run in RUNS], first_not_finite, parts=("the step", "the name"), slips=slips(
    first_not_finite, {
        "a sum of large numbers overflows by itself: look at the entries":
            ("np.isfinite(value).all()", "np.isfinite(np.sum(value))"),
        "steps are counted from 1": ("enumerate(steps, 1)", "enumerate(steps)"),
        "only NaN is looked for: an infinity comes before it": ("not np.isfinite(value).all()", "np.isnan(value).any()"),
        "only infinities are looked for, and NaN is none": ("not np.isfinite(value).all()", "np.isinf(value).any()"),
        "minus infinity is missed": ("not np.isfinite(value).all()", "not np.isfinite(np.max(value))"),
        "one bad entry is enough: here all of an array must be bad": (".all()", ".any()"),
        "only the loss is looked at: what comes before it may be bad already": (
            "if not", "if name == 'loss' and not"),
        "this is the last place, expected the first": ("enumerate(steps, 1)", "reversed([*enumerate(steps, 1)])",
                                                       "found.items()", "reversed(found.items())"),
        "the first step is left out": ("enumerate(steps, 1)", "[*enumerate(steps, 1)][1:]"),
        "within a step the arrays run backwards here: take them in order": ("found.items()", "reversed(found.items())"),
    }))

# Exercise 4: any matrix that does it.
STEPS, ENOUGH = 1000, 20


def power_sizes(W, steps, size=norm, powers=lambda W, t: np.linalg.matrix_power(W, t), first=1):
    """A size of each power of a matrix, from the first on."""
    return np.array([size(powers(W, t)) for t in range(first, first + steps)])


def size_slips(W):
    """Known wrong lists of norms, each by its sentence."""
    return {
        "these are powers of the spectral radius, not norms of powers: they are what hides the growth": radius(W) ** np.arange(
            1, STEPS + 1),
        "these are powers of s_1: the norm of a power is not the power of a norm": norm(W) ** np.arange(1, STEPS + 1),
        "these are Frobenius norms, expected the largest singular value": power_sizes(W, STEPS, frobenius),
        "these are powers of the entries: `**` is not a product of matrices": power_sizes(W, STEPS, powers=lambda W, t: W**t),
        "the list starts with W^0, expected W^1": power_sizes(W, STEPS, first=0),
        "the list starts with W^2, expected W^1": power_sizes(W, STEPS, first=2),
        "these are the largest entries, expected the largest singular value": power_sizes(W, STEPS, lambda A: np.abs(A).max()),
    }


def right_kind(W):
    """What is wrong with the matrix itself, or None."""
    W = as_array(W)
    if W is None or W.shape != (2, 2) or not np.isfinite(np.asarray(W, float)).all():
        return "the first thing returned should be the matrix, 2 by 2, of finite numbers"
    if np.abs(W).max() > 1:
        return f"an entry of {np.abs(W).max():.4g}: entries lie between -1 and 1, so that no single step can do it"
    if radius(W) >= 1:
        return f"the spectral radius is {radius(W):.4g}, expected less than 1"
    return None


def grows_first(answer):
    """Whatever the matrix, it must grow twentyfold and come back, and the norms must be its own."""
    found = answer(STEPS)
    if found is None:
        return "your function returns nothing: does it end with return?"
    if not isinstance(found, tuple | list) or len(found) != 2:
        return "expected two things: the matrix, and the norms of its powers"
    if fault := right_kind(found[0]):
        return fault
    W = np.asarray(found[0], float)
    right = power_sizes(W, STEPS)
    if fault := difference(found[1], right, each="a norm for each power"):
        return next((says for says, wrong in size_slips(W).items() if not difference(found[1], wrong)), f"the norms, {fault}")
    return too_little(W, right) or told(W, right)


def too_little(W, norms):
    """What a matrix falls short of, or None."""
    if np.allclose(W @ W.T, W.T @ W) and norms.max() < ENOUGH:
        return ("this matrix commutes with its transpose: it has perpendicular eigenvectors, so the norm of each power is "
                "that of the spectral radius, and never grows. Let one unit feed the other more than it gets back")
    if norms.max() < ENOUGH:
        return f"the norm reaches {norms.max():.3g}, expected {ENOUGH}: what would a spectral radius closer to 1 do?"
    return None if norms[-1] < 1 else f"after {STEPS} steps the norm is still {norms[-1]:.3g}, expected less than 1"


def told(W, norms):
    """Print what an answer's matrix does."""
    print(f"spectral radius {radius(W):.4f}, largest singular value {norm(W):.3f}")
    for t in (1, 10, int(norms.argmax()) + 1, STEPS):
        print(f"W^{t:<5} norm {norms[t - 1]:.3g}" + ("   the largest" if norms[t - 1] == norms.max() else ""))


grower = Exercise("Exercise 4", also=[grows_first])
