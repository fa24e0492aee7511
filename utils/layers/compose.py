"""Layers made of layers: several in a stack, and two that read in opposite directions.

Both keep the contract of the layers they hold: `forward`, `backward`, `parameters` and `gradients`. A parameter's name says
where it lives: "0.W_hi" in a stack's first layer, "backward.W_hi" in a bidirectional layer's second one.
"""

from itertools import pairwise

import numpy as np

from utils.layers.checks import check_array, check_called, check_mask


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


def merged(layers, what):
    """The dicts `what` ("parameters" or "gradients") of named layers as one, keys with the layer's name in front."""
    return {f"{place}.{name}": value for place, layer in layers.items() for name, value in getattr(layer, what).items()}


def states_for(name, states, layers):
    """One state for each layer, None for None; ValueError unless there are as many states as layers."""
    if states is None:
        return (None,) * len(layers)
    if not isinstance(states, (tuple, list)) or len(states) != len(layers):
        came = f"{len(states)} states" if isinstance(states, (tuple, list)) else type(states).__name__
        raise ValueError(f"{name}: got {came}, expected a tuple of {len(layers)} states, one for each layer")
    return tuple(states)


class Composition:
    """What both have in common: the layers by name, and their parameters and gradients in one dict.

    The arrays are the layers' own. Change them in place, or set those of the layer: an array put into the merged dict is
    not seen by the layer.
    """

    def __init__(self, layers):
        self.layers = layers
        self.dtype = next(iter(layers.values())).dtype
        for place, layer in layers.items():
            if layer.dtype != self.dtype:
                raise ValueError(f"{place}: got a layer of dtype {layer.dtype}, expected {self.dtype} like the others")

    @property
    def parameters(self):
        """Every layer's parameters."""
        return merged(self.layers, "parameters")

    @property
    def gradients(self):
        """Every layer's gradients."""
        return merged(self.layers, "gradients")


class Stack(Composition):
    """Layers one above the other: the outputs of each are the inputs of the next.

    Parameters
    ----------
    layers : sequence of layers, the lowest first

    Raises
    ------
    ValueError
        If there is no layer, or one does not take what the one below puts out.
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
        finals = []
        for layer, state in zip(self.layers.values(), states_for("initial", initial, self.layers), strict=True):
            x, final = layer.forward(x, state, lengths)
            finals.append(final)
        return x, tuple(finals)

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss down through the stack: returns d_x and the initial states' gradients, a tuple."""
        d_finals, d_initials = states_for("d_final", d_final, self.layers), []
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
        if forward_layer is backward_layer:
            raise ValueError("backward_layer: got the forward layer itself, expected a second one: each stores its own pass")
        if forward_layer.input_size != backward_layer.input_size:
            wanted = f"expected {forward_layer.input_size} like the forward layer"
            raise ValueError(f"backward_layer: got input size {backward_layer.input_size}, {wanted}")
        super().__init__({"forward": forward_layer, "backward": backward_layer})
        self.input_size = forward_layer.input_size
        self.hidden_size = forward_layer.hidden_size + backward_layer.hidden_size
        self._stored = None

    def forward(self, x, initial=None, lengths=None):
        """Read a batch x (T, B, d) both ways, each sequence turned round within its own length.

        Returns outputs (T, B, both sizes) and the pair of final states; the backward layer's is the one at the first step.
        """
        there, back = self.layers.values()
        state, state_back = states_for("initial", initial, self.layers)
        outputs, final = there.forward(x, state, lengths)
        outputs_back, final_back = back.forward(reverse(x, lengths), state_back, lengths)
        self._stored = (lengths, outputs.shape[:2])
        return np.concatenate([outputs, reverse(outputs_back, lengths)], axis=2), (final, final_back)

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss back through both layers: returns d_x and the pair of initial states' gradients."""
        lengths, (T, B) = check_called(self._stored)
        check_array("d_outputs", d_outputs, (T, B, self.hidden_size), self.dtype)
        there, back = self.layers.values()
        d_state, d_state_back = states_for("d_final", d_final, self.layers)
        d_there, d_back = np.split(d_outputs, [there.hidden_size], axis=2)
        d_x, d_initial = there.backward(d_there, d_state)
        d_x_back, d_initial_back = back.backward(reverse(d_back, lengths), d_state_back)
        return d_x + reverse(d_x_back, lengths), (d_initial, d_initial_back)
