"""A linear recurrence h_t = a_t h_{t-1} + b_t, computed two ways: step by step, and as an associative scan.

The a_t are numbers that each scale one unit, or whole matrices (`times=torch.matmul`).

Two steps in a row are one step of the same kind: (a, b) followed by (a', b') is (a' a, a' b + b'). So neighbours can be
joined in pairs, all pairs at once, and the half as many steps that are left in the same manner: about 2 log2 T rounds
instead of T (Blelloch, Prefix Sums and Their Applications, 1990). Both ways take real and complex numbers, and gradients.
"""

import torch


def scan(a, b, initial=None, times=torch.mul):
    """All states of h_t = a_t h_{t-1} + b_t, by joining neighbours.

    Parameters
    ----------
    a, b : tensors (T, ...)
        Of one shape, with T at least 1; matrices (T, ..., m, m) and columns (T, ..., m, 1) with `torch.matmul`.
    initial : tensor (...), optional
        The state before the first step, as an entry of b; zero where it is left out.
    times : callable
        How an a is applied to a state or joined with the a before it: `torch.mul` or `torch.matmul`.

    Returns
    -------
    tensor (T, ...)
    """
    check(a, b, initial, times)
    if initial is not None:
        b = torch.cat([b[:1] + times(a[:1], initial), b[1:]])
    return joined(a, b, times)


def joined(a, b, times):
    """The states from a state of zero."""
    if len(b) == 1:
        return b
    half = len(b) // 2
    a_even, b_even, a_odd, b_odd = a[: 2 * half : 2], b[: 2 * half : 2], a[1::2], b[1::2]
    odd = joined(times(a_odd, a_even), times(a_odd, b_even) + b_odd, times)  # the states after each pair
    even = torch.cat([b[:1], times(a[2::2], odd[: len(b[2::2])]) + b[2::2]])  # one step on from there
    states = torch.stack([even[:half], odd], dim=1).flatten(0, 1)
    return torch.cat([states, even[half:]])


def loop(a, b, initial=None, times=torch.mul):
    """The same states, one step after the other; arguments as for `scan`."""
    check(a, b, initial, times)
    h, states = torch.zeros_like(b[0]) if initial is None else initial, []
    for a_t, b_t in zip(a.unbind(), b.unbind(), strict=True):  # a[t] instead would cost a whole gradient of a per step
        h = times(a_t, h) + b_t
        states.append(h)
    return torch.stack(states)


def check(a, b, initial, times):
    """Raise ValueError unless a and b fit each other, with a step or more, and initial is like an entry of b."""
    fitting = b.shape if times is torch.mul else (*b.shape[:-1], *b.shape[-2:-1])
    if a.dim() == 0 or a.shape != fitting or len(a) == 0:
        raise ValueError(f"a, b: got shapes {tuple(a.shape)} and {tuple(b.shape)}, expected one shape, with a step or more")
    if initial is not None and initial.shape != b.shape[1:]:
        raise ValueError(f"initial: got shape {tuple(initial.shape)}, expected {tuple(b.shape[1:])}")
