"""Weights from and to PyTorch, Keras and ONNX. Each function gives a layer, or a module, that computes the same outputs.

All four stack their gates in a matrix and cut it apart again. `LAYOUTS` says where they differ. They agree in the rest: every
one of them has h_t = (1 - z_t) n_t + z_t h_{t-1}, so z is the share that a GRU keeps, and no weight changes its sign.

Sources: `torch.nn` (2.13), `keras.layers` (3.15) and the operators RNN, LSTM and GRU of ONNX (version 22), as documented.
"""

import numpy as np

from utils.checks import check_array, check_dtype
from utils.layers import KINDS
from utils.optional import need

# Gates in the order in which each stacks them, in our letters, and how many biases a gate has ("GRU biases": where it resets
# after the product). Two of a gate add up, except at the candidate of such a GRU, where one stands within the reset: ours has a
# second bias there and nowhere else.
LAYOUTS = {
    "book": {"RNN": "h", "LSTM": "ifog", "GRU": "rzn", "biases": 1, "GRU biases": 1},
    "PyTorch": {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn", "biases": 2, "GRU biases": 2},
    "Keras": {"RNN": "h", "LSTM": "ifgo", "GRU": "zrn", "biases": 1, "GRU biases": 2},
    "ONNX": {"RNN": "h", "LSTM": "iofg", "GRU": "zrn", "biases": 2, "GRU biases": 2},
}
KERAS_KINDS = {"SimpleRNN": "RNN", "RNN": "RNN", "LSTM": "LSTM", "GRU": "GRU"}
KERAS_FIXED = {"activation": "tanh", "recurrent_activation": "sigmoid", "go_backwards": False}
ONNX_ACTIVATIONS = {"RNN": ["Tanh"], "LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"]}


def from_torch(module):
    """The layer that computes what a `torch.nn.RNN`, `LSTM` or `GRU` computes, in its precision, on the processor.

    Its two biases a gate become one. Accepted and without effect on weights: `batch_first` (our layers always read time
    first, so transpose the data) and `dropout` (it acts between layers, and there is one).

    Raises ValueError for another module, a stack of layers, two directions, a ReLU or a projection.
    """
    kind = _torch_kind(module)
    arrays = {name: _to_array(name, p) for name, p in module.named_parameters()}
    b_x, b_h = arrays.get("bias_ih_l0"), arrays.get("bias_hh_l0")
    return _layer(kind, LAYOUTS["PyTorch"][kind], arrays["weight_ih_l0"], arrays["weight_hh_l0"], b_x, b_h)


def _torch_kind(module):
    """ "RNN", "LSTM" or "GRU", or ValueError where the module is none of them or does more than our layers do."""
    nn = need("torch.nn", "torch")
    kinds = [kind for kind in KINDS if isinstance(module, getattr(nn, kind))]
    if not kinds:
        raise ValueError(f"module: got {type(module).__name__}, expected torch.nn.RNN, LSTM or GRU")
    fixed = {"num_layers": 1, "bidirectional": False, "proj_size": 0} | ({"nonlinearity": "tanh"} if kinds == ["RNN"] else {})
    _check_fixed({name: getattr(module, name) for name in fixed}, fixed, "module.")
    return kinds[0]


def _to_array(name, parameter):
    """A PyTorch parameter as a NumPy array; ValueError for a precision that our layers do not have."""
    if str(parameter.dtype) not in ("torch.float32", "torch.float64"):
        raise ValueError(f"module.{name}: got dtype {parameter.dtype}, expected torch.float32 or torch.float64")
    return parameter.detach().cpu().numpy()


def to_torch(layer):
    """The `torch.nn.RNN`, `LSTM` or `GRU` that computes what a layer computes, in its precision, on the processor.

    Each bias goes where the input's is and the other bias is zero, except b_hn, which has a place of its own.

    Raises ValueError for anything else, and for a GRU that resets before the product: PyTorch has none.
    """
    torch = need("torch")
    kind = _kind("layer", getattr(layer, "kind", type(layer).__name__), KINDS)
    if layer.options.get("variant") == "reset_before":
        raise ValueError("layer: got a GRU with variant 'reset_before', expected 'reset_after': PyTorch has no other")
    if layer.dtype.name not in ("float32", "float64"):
        raise ValueError(f"layer: got dtype {layer.dtype}, expected float32 or float64")
    module = getattr(torch.nn, kind)(layer.input_size, layer.hidden_size, dtype=getattr(torch, layer.dtype.name))
    with torch.no_grad():
        for name, array in _torch_arrays(layer, LAYOUTS["PyTorch"][kind]).items():
            getattr(module, name).copy_(torch.from_numpy(array))
    return module


def _torch_arrays(layer, order):
    """The parameters of a layer under PyTorch's names and in its order of gates."""
    p, none = layer.parameters, np.zeros(layer.hidden_size, layer.dtype)
    second = dict.fromkeys(order, none) | ({"n": p["b_hn"]} if "b_hn" in p else {})
    blocks = {
        "weight_ih_l0": [p[f"W_x{g}"] for g in order],
        "weight_hh_l0": [p[f"W_h{g}"] for g in order],
        "bias_ih_l0": [p[f"b_{g}"] for g in order],
        "bias_hh_l0": [second[g] for g in order],
    }
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def from_keras(kind, weights, **options):
    """The layer that computes what a Keras layer computes with these weights.

    Parameters
    ----------
    kind : "SimpleRNN" (or "RNN"), "LSTM" or "GRU"
    weights : list of arrays
        As `layer.get_weights()` gives them: kernel (d, G m), recurrent kernel (m, G m) and, with a bias, (G m,); for a GRU
        that resets after the product, (2, G m).
    options
        `use_bias` (True), for a GRU `reset_after` (True); `activation`, `recurrent_activation` and `go_backwards` may be given
        and must then be Keras's defaults. `unit_forget_bias` is none of them: it is in the weights already.

    Raises ValueError for another kind, number of weights, shape or dtype, or an option that our layers do not have.
    """
    kind = KERAS_KINDS[_kind("kind", kind, KERAS_KINDS)]
    known = {"use_bias": True} | ({"reset_after": True} if kind == "GRU" else {})
    use_bias, after = _keras_options(options, known)
    W_x, W_h, b = _keras_arrays(weights, use_bias, kind, after)
    b_x, b_h = b if after and use_bias else (b, None)
    return _layer(kind, LAYOUTS["Keras"][kind], W_x.T, W_h.T, b_x, b_h, **_variant(kind, after))


def _keras_options(options, known):
    """The values of `use_bias` and `reset_after`, the latter False for a kind that has none, or ValueError."""
    _check_fixed({k: v for k, v in options.items() if k not in known}, KERAS_FIXED)
    known = known | {k: v for k, v in options.items() if k in known}
    for name, value in known.items():
        if value not in (True, False):
            raise ValueError(f"{name}: got {value!r}, expected True or False")
    return bool(known["use_bias"]), bool(known.get("reset_after", False))


def _keras_arrays(weights, use_bias, kind, after):
    """Kernel, recurrent kernel and bias (None without), checked."""
    count, G = 2 + use_bias, len(LAYOUTS["Keras"][kind])
    if len(weights) != count:
        raise ValueError(f"weights: got {len(weights)} arrays, expected {count} with use_bias={use_bias}")
    m, dtype = _sizes("weights[1]", weights[1], 0)
    check_array("weights[1]", weights[1], (m, G * m), dtype)
    check_array("weights[0]", weights[0], (None, G * m), dtype)
    if use_bias:
        check_array("weights[2]", weights[2], (2, G * m) if after else (G * m,), dtype)
    return *weights[:2], weights[2] if use_bias else None


def from_onnx(kind, W, R, B=None, *, linear_before_reset=0, P=None, **attributes):
    """The layer that computes what the ONNX operator computes with these inputs, in the forward direction.

    Parameters
    ----------
    kind : "RNN", "LSTM" or "GRU"
    W, R : arrays (1, G m, d) and (1, G m, m)
        The weights of the inputs and of the state, G gates one below the other.
    B : array (1, 2 G m), optional
        The biases of the inputs and then those of the state; zero if not given.
    linear_before_reset : 0 or 1
        For a GRU: 1 resets after the product.
    P, attributes
        Peepholes, `activations`, `clip`, `direction` and `input_forget` may be given and must then be the operator's defaults.

    Raises ValueError for another kind, shape or dtype, or a value that our layers do not have.
    """
    _kind("kind", kind, KINDS)
    fixed = {"P": None, "activations": ONNX_ACTIVATIONS[kind], "clip": None, "direction": "forward", "input_forget": 0}
    _check_fixed({name: value for name, value in ({"P": P} | attributes).items() if value is not None}, fixed)
    if linear_before_reset not in ((0, 1) if kind == "GRU" else (0,)):
        expected = "0 or 1" if kind == "GRU" else f"0: {kind} has no reset gate"
        raise ValueError(f"linear_before_reset: got {linear_before_reset!r}, expected {expected}")
    b_x, b_h = _onnx_biases(W, R, B, len(LAYOUTS["ONNX"][kind]))
    return _layer(kind, LAYOUTS["ONNX"][kind], W[0], R[0], b_x, b_h, **_variant(kind, linear_before_reset))


def _onnx_biases(W, R, B, G):
    """The two biases (G m,), None without; ValueError where the operator's arrays do not fit each other."""
    m, dtype = _sizes("R", R, -1)
    check_array("R", R, (1, G * m, m), dtype)
    check_array("W", W, (1, G * m, None), dtype)
    return (None, None) if B is None else np.split(check_array("B", B, (1, 2 * G * m), dtype)[0], 2)


def _kind(name, value, kinds):
    """`value` if it is one of `kinds`, or ValueError."""
    if value not in kinds:
        raise ValueError(f"{name}: got {value!r}, expected one of {', '.join(kinds)}")
    return value


def _check_fixed(given, fixed, prefix=""):
    """Raise ValueError where something given has no counterpart in our layers: all they have is `fixed`."""
    for name, value in given.items():
        if name not in fixed:
            raise ValueError(f"{name}: got {value!r}, expected no such option; known are {', '.join(fixed)}")
        if isinstance(value, np.ndarray) or value != fixed[name]:
            came = f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else repr(value)
            raise ValueError(f"{prefix}{name}: got {came}, expected {fixed[name]!r}, which is what our layers compute")


def _sizes(name, array, axis):
    """m, the length of one axis, and the dtype of an array of weights, or ValueError where it is none."""
    if not isinstance(array, np.ndarray) or array.ndim < 2:
        raise ValueError(f"{name}: got {getattr(array, 'shape', type(array).__name__)}, expected a matrix of weights")
    return array.shape[axis], check_dtype(array.dtype)


def _variant(kind, after):
    """The option with which a GRU is made; none for the others."""
    return {"variant": "reset_after" if after else "reset_before"} if kind == "GRU" else {}


def _layer(kind, order, W_x, W_h, b_x=None, b_h=None, **options):
    """A layer from weights (G m, d) and (G m, m) and biases (G m,), zero for None, whose gates come in `order`."""
    layer = KINDS[kind](W_x.shape[1], W_h.shape[1], dtype=W_h.dtype, **options)
    zero = np.zeros(len(W_h), W_h.dtype)
    stacked = W_x, W_h, zero if b_x is None else b_x, zero if b_h is None else b_h
    p, blocks = layer.parameters, zip(*(np.split(a, len(order)) for a in stacked), strict=True)
    for g, (W_xg, W_hg, b_xg, b_hg) in zip(order, blocks, strict=True):
        inside = f"b_h{g}" in p  # this bias stands within the reset, so it cannot join the other
        p[f"W_x{g}"], p[f"W_h{g}"], p[f"b_{g}"] = W_xg.copy(), W_hg.copy(), b_xg.copy() if inside else b_xg + b_hg
        if inside:
            p[f"b_h{g}"] = b_hg.copy()
    return layer
