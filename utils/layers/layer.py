"""What every layer is: parameters and gradients by name, and one pass forward that `backward` can go back through."""

import copy

import numpy as np

from utils.checks import check_named


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
        check_named("parameters", self.parameters, self._shapes, self.dtype)
        self._read = {name: p.copy() for name, p in self.parameters.items()}

    def _recall(self):
        """What the last `forward` stored. RuntimeError also where a parameter is no longer what `forward` read."""
        stored = super()._recall()
        changed = [name for name, read in self._read.items() if not np.array_equal(read, self.parameters.get(name))]
        if changed:
            raise RuntimeError(f"backward: parameters {', '.join(changed)} changed since forward, expected those that it read")
        return stored

    def __getstate__(self):
        """What a copy or a pickle takes along."""
        arrays = {kind: {name: a.copy() for name, a in getattr(self, kind).items()} for kind in ("parameters", "gradients")}
        return {**self.__dict__, **arrays, "_stored": None, "_read": {}}

    def astype(self, dtype):
        """A copy in another precision."""
        twin = copy.copy(self)
        twin.dtype = np.dtype(dtype)
        twin._own({name: p.astype(dtype) for name, p in self.parameters.items()})
        return twin
