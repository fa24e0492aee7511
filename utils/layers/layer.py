"""What every layer is: parameters and gradients by name, and one pass forward that `backward` can go back through."""

import copy

import numpy as np

from utils.checks import check_array, check_names


class Pass:
    """What `forward` leaves for `backward`, and what makes it invalid.

    A layer serves one thread at a time: it stores one pass, and works in arrays that it keeps from call to call.
    """

    _stored = None

    def _recall(self):
        """What the last `forward` stored. RuntimeError where there was none, or it did not come to its end."""
        if self._stored is None:
            raise RuntimeError("backward: called before forward, expected one that came to its end: it stores what is needed")
        return self._stored


class Layer(Pass):
    """Parameters, their gradients, and what holds for them from their first shapes on.

    Copies and pickles have arrays of their own, and nothing to go back through.
    """

    def _own(self, parameters):
        """Take fresh parameters, whose names, shapes and dtype hold from now on."""
        self.parameters = parameters
        self.gradients = {name: np.zeros_like(p) for name, p in parameters.items()}
        self._shapes = {name: p.shape for name, p in parameters.items()}

    def _begin(self):
        """Forget the last pass, so that a failed one leaves nothing to go back through; check and copy the parameters."""
        self._stored = None
        self._read = self._flat()
        if not np.isfinite(self._read).all():
            for name, p in self.parameters.items():
                check_array(f"parameters[{name!r}]", p, self._shapes[name], self.dtype)

    def _flat(self):
        """All parameters, checked, in one vector: one comparison is faster than one for each."""
        check_names("parameters", self.parameters, self._shapes, self.dtype)
        return np.concatenate([self.parameters[name].ravel() for name in self._shapes])

    def _recall(self):
        """What the last `forward` stored. RuntimeError also where a parameter is no longer what `forward` read."""
        stored, now = super()._recall(), self._flat()
        if not np.array_equal(now, self._read):
            ends = np.cumsum([self.parameters[name].size for name in self._shapes])
            first = list(self._shapes)[np.searchsorted(ends, np.argmax(now != self._read), side="right")]
            raise RuntimeError(f"backward: parameters[{first!r}] changed since forward, expected the parameters that it read")
        return stored

    def __getstate__(self):
        """What a copy or a pickle takes along."""
        arrays = {kind: {name: a.copy() for name, a in getattr(self, kind).items()} for kind in ("parameters", "gradients")}
        return {**self.__dict__, **arrays, "_stored": None, "_read": None}

    def astype(self, dtype):
        """A copy in another precision."""
        twin = copy.copy(self)
        twin.dtype = np.dtype(dtype)
        twin._own({name: p.astype(dtype) for name, p in self.parameters.items()})
        return twin
