"""A recurrent layer without weight sharing: each step has weights of its own. What sharing gives is measured against it."""

import numpy as np

from utils.checks import check_array
from utils.layers.compose import Composition
from utils.layers.rnn import RNN


class Untied(Composition):
    """One RNN for each step, used once.

    It reads sequences of exactly as many steps. A parameter's name says the step: "0.W_hh" acts at the first.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m.
    seeds : sequence of int
        The seed of each step's weights: equal ones make a chain that computes what one RNN computes.
    dtype : numpy.float32 or numpy.float64
    """

    state_names = ("h",)

    def __init__(self, input_size, hidden_size, seeds, *, dtype=np.float64):
        steps = [RNN(input_size, hidden_size, seed=seed, dtype=dtype) for seed in seeds]
        super().__init__({str(t): step for t, step in enumerate(steps)})
        self.input_size, self.hidden_size = input_size, hidden_size

    def zero_state(self, B):
        """The state at which a batch of B sequences starts where none is given."""
        return self.layers["0"].zero_state(B)

    def forward(self, x, initial=None, lengths=None):
        """All states (T, B, m) and the last one, from x (T, B, d).

        Raises
        ------
        ValueError
            If `x` has another number of steps than there are weights for, or `lengths` are given; else as for `RNN`.
        """
        if lengths is not None or len(x) != len(self.layers):
            what = "lengths" if lengths is not None else f"x of {len(x)} steps"
            raise ValueError(f"x: got {what}, expected {len(self.layers)} steps of every sequence: so many have weights")
        self._stored, state, states = None, initial, []
        for step, x_t in zip(self.layers.values(), x, strict=True):
            _, state = step.forward(x_t[None], state)
            states.append(state)
        self._end()
        return np.stack(states), state

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of all states back through the chain: returns d_x and the first state's gradient."""
        self._recall()
        check_array("d_outputs", d_outputs, (len(self.layers), None, self.hidden_size), self.dtype)
        d_state, d_x = d_final, []
        for step, d_t in zip(reversed(self.layers.values()), d_outputs[::-1], strict=True):
            d_x_t, d_state = step.backward(d_t[None], d_state)
            d_x.append(d_x_t[0])
        return np.stack(d_x[::-1]), d_state
