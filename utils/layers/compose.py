"""Layers made of layers: several in a stack, two that read in opposite directions, and a network with its output layer.

All keep the contract of the layers they hold: `forward`, `backward`, `parameters` and `gradients`. A parameter's name says
where it lives: "0.W_hi" in a stack's first layer, "backward.W_hi" in a bidirectional layer's second one.
"""

import copy
from collections import UserDict
from itertools import pairwise

import numpy as np

from utils.checks import check_array, check_mask, check_plain
from utils.layers.layer import Pass
from utils.layers.states import check_tuple


def reverse(x, lengths=None):
    """Turn each sequence round within its own length: (T, B, n) -> (T, B, n). Padding stays where it is.

    Turned round twice, a batch is what it was. Raises ValueError unless `lengths` holds B integers from 0 to T.
    """
    if lengths is None:
        return x[::-1].copy()
    T, B = x.shape[:2]
    check_mask(lengths, T, B)
    t = np.arange(T)[:, None]
    source = np.where(t < lengths, np.asarray(lengths) - 1 - t, t)  # (T, B): the step that comes to stand at t
    return np.take_along_axis(x, source[..., None], axis=0)


class Merged(UserDict):
    """Several layers' arrays by name: change them in place, or set those of the layer.

    TypeError where an array is put in: the layer would not see it.
    """

    def __init__(self, arrays):
        self.data = arrays

    def __setitem__(self, name, array):
        if self.data.get(name) is not array:  # as it is after `merged[name] += 1`
            raise TypeError(f"{name}: got an array that the layer would not see; change the layer's in place, or set it there")


class Composition(Pass):
    """What all have in common: layers by name, and their parameters and gradients in one dict each.

    Raises ValueError if the layers differ in dtype, or one of them is there twice: each stores one pass.
    """

    def __init__(self, layers):
        self.layers = layers
        self.dtype = next(iter(layers.values())).dtype
        for place, layer in layers.items():
            if layer.dtype != self.dtype:
                raise ValueError(f"{place}: got a layer of dtype {layer.dtype}, expected {self.dtype} like the others")
        once = {}
        for place, layer in leaves(layers):
            if id(layer) in once:
                raise ValueError(f"{place}: got the layer that is {once[id(layer)]} too, expected another: it stores one pass")
            once[id(layer)] = place

    @property
    def parameters(self):
        """Every layer's parameters."""
        return self._merged("parameters")

    @property
    def gradients(self):
        """Every layer's gradients."""
        return self._merged("gradients")

    def _merged(self, what):
        """The dicts `what` of all layers as one, keys with the layer's name in front."""
        every = self.layers.items()
        return Merged({f"{place}.{name}": a for place, layer in every for name, a in getattr(layer, what).items()})

    def _end(self, *stored):
        """Store what `backward` needs, and each layer's own pass, to know it again."""
        self._stored = ([layer._stored for layer in self.layers.values()], *stored)

    def _recall(self):
        """What the last `forward` stored. RuntimeError also where one of the layers has read something else since."""
        passes, *stored = super()._recall()
        for own, (place, layer) in zip(passes, self.layers.items(), strict=True):
            if layer._stored is not own:
                raise RuntimeError(f"backward: layer {place} has been used since forward, expected its pass to be the last one")
        return stored

    def __getstate__(self):
        """What a copy or a pickle takes along: layers of its own, and nothing to go back through."""
        return {**self.__dict__, "layers": {place: copy.copy(layer) for place, layer in self.layers.items()}, "_stored": None}

    def astype(self, dtype):
        """A copy in another precision."""
        twin = copy.copy(self)
        twin.dtype, twin.layers = np.dtype(dtype), {place: layer.astype(dtype) for place, layer in self.layers.items()}
        return twin

    @property
    def state_names(self):
        """The names of a state's parts."""
        return tuple(f"{place}.{name}" for place, layer in self.layers.items() for name in layer.state_names)

    @property
    def equations(self):
        """How it is made of its layers, and what each of those computes."""
        return type(self).__name__, {place: layer.equations for place, layer in self.layers.items()}

    def zero_state(self, B):
        """The states at which a batch of B sequences starts where none are given."""
        return tuple(layer.zero_state(B) for layer in self.layers.values())

    def _states(self, name, states):
        """One state for each layer, None for None."""
        return check_tuple(name, states, len(self.layers), "a state for each layer")


def leaves(layers):
    """Place and layer of all that are not made of others."""
    for place, layer in layers.items():
        inner = leaves(layer.layers) if isinstance(layer, Composition) else [("", layer)]
        yield from ((f"{place}.{name}".rstrip("."), leaf) for name, leaf in inner)


class Stack(Composition):
    """Layers one above the other: the outputs of each are the inputs of the next.

    Parameters
    ----------
    layers : sequence of layers, the lowest first

    Raises
    ------
    ValueError
        If there is no layer, one does not take what the one below puts out, or one is there twice.
    """

    def __init__(self, layers):
        if not layers:
            raise ValueError("layers: got none, expected at least one")
        for k, (below, above) in enumerate(pairwise(layers)):
            if above.input_size != below.hidden_size:
                wanted = f"expected {below.hidden_size} from layer {k}"
                raise ValueError(f"layers: got input size {above.input_size} at layer {k + 1}, {wanted}")
        super().__init__({str(k): layer for k, layer in enumerate(layers)})
        self.input_size, self.hidden_size = layers[0].input_size, layers[-1].hidden_size

    def forward(self, x, initial=None, lengths=None):
        """Read a batch x (T, B, d). `initial` and the final states are tuples with a state for each layer.

        Returns the last layer's outputs and all final states; errors are those of the layers.
        """
        self._stored, finals = None, []
        for layer, state in zip(self.layers.values(), self._states("initial", initial), strict=True):
            x, final = layer.forward(x, state, lengths)
            finals.append(final)
        self._end()
        return x, tuple(finals)

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss down through the stack: returns d_x and the initial states' gradients, a tuple."""
        self._recall()
        d_finals, d_initials = self._states("d_final", d_final), []
        for layer, d_state in zip(reversed(self.layers.values()), reversed(d_finals), strict=True):
            d_outputs, d_initial = layer.backward(d_outputs, d_state)
            d_initials.append(d_initial)
        return d_outputs, tuple(reversed(d_initials))


class Bidirectional(Composition):
    """Two layers that read the same sequences, one from each end (Schuster & Paliwal 1997). Outputs stand side by side.

    Parameters
    ----------
    forward_layer, backward_layer : layers with inputs of the same size

    Raises
    ------
    ValueError
        If the layers differ in input size or dtype, or are one and the same.
    """

    def __init__(self, forward_layer, backward_layer):
        if forward_layer.input_size != backward_layer.input_size:
            wanted = f"expected {forward_layer.input_size} like the forward layer"
            raise ValueError(f"backward_layer: got input size {backward_layer.input_size}, {wanted}")
        super().__init__({"forward": forward_layer, "backward": backward_layer})
        self.input_size = forward_layer.input_size
        self.hidden_size = forward_layer.hidden_size + backward_layer.hidden_size

    def forward(self, x, initial=None, lengths=None):
        """Read a batch x (T, B, d) both ways, each sequence turned round within its own length.

        Returns outputs (T, B, both sizes) and the pair of final states; the backward layer's is the one at the first step.
        """
        self._stored, (there, back) = None, self.layers.values()
        state, state_back = self._states("initial", initial)
        lengths = None if lengths is None else check_plain("lengths", lengths).copy()  # the caller's may change
        outputs, final = there.forward(x, state, lengths)
        outputs_back, final_back = back.forward(reverse(x, lengths), state_back, lengths)
        self._end(lengths, outputs.shape[:2])
        return np.concatenate([outputs, reverse(outputs_back, lengths)], axis=2), (final, final_back)

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss back through both layers: returns d_x and the pair of initial states' gradients."""
        lengths, (T, B) = self._recall()
        check_array("d_outputs", d_outputs, (T, B, self.hidden_size), self.dtype)
        there, back = self.layers.values()
        d_state, d_state_back = self._states("d_final", d_final)
        d_there, d_back = np.split(d_outputs, [there.hidden_size], axis=2)
        d_x, d_initial = there.backward(d_there, d_state)
        d_x_back, d_initial_back = back.backward(reverse(d_back, lengths), d_state_back)
        return d_x + reverse(d_x_back, lengths), (d_initial, d_initial_back)


class Network(Composition):
    """A layer that reads, and an output layer on its states: at every step, or after each sequence's last step only.

    Parameters
    ----------
    layer : a recurrent layer, a stack or a bidirectional layer
    readout : Affine
        Of the layer's hidden size.
    last : bool
        Whether the output layer sees only the outputs of the last step.

    Raises
    ------
    ValueError
        If the output layer does not take what the layer puts out, or their dtypes differ.
    """

    def __init__(self, layer, readout, *, last=False):
        if readout.input_size != layer.hidden_size:
            raise ValueError(f"readout: got input size {readout.input_size}, expected {layer.hidden_size} from the layer")
        super().__init__({"layer": layer, "readout": readout})
        self.last, self.input_size = last, layer.input_size

    @property
    def layer(self):
        """The layer that reads."""
        return self.layers["layer"]

    @property
    def readout(self):
        """The output layer."""
        return self.layers["readout"]

    def forward(self, x, initial=None, lengths=None):
        """Read a batch x (T, B, d). Returns y (T, B, k), or (B, k) of the last steps, and the layer's final state.

        Errors are those of the layer; ValueError also where the last step of a sequence without steps is asked for.
        """
        self._stored = None
        outputs, final = self.layer.forward(x, initial, lengths)
        T, B, m = outputs.shape
        ends = np.full(B, T) if lengths is None else np.array(lengths)
        if self.last and ends.min() < 1:
            raise ValueError("lengths: got 0, expected at least 1: an empty sequence has no last step")
        read = (ends - 1, np.arange(B)) if self.last else slice(None)
        y = self.readout.forward(outputs[read])
        self._end(read, (T, B, m))
        return y, final

    def backward(self, d_y, d_final=None):
        """Carry the gradient of a loss back from y to the inputs: returns d_x and the initial state's gradient."""
        read, shape = self._recall()
        d_outputs = np.zeros(shape, self.dtype)
        d_outputs[read] = self.readout.backward(d_y)
        return self.layer.backward(d_outputs, d_final)
