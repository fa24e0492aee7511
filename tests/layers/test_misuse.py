"""What goes wrong without a word elsewhere is refused here: stale passes, changed parameters, shared layers, lost names."""

import copy
import pickle

import numpy as np
import pytest

from utils.layers import GRU, KINDS, LSTM, RNN, Affine, Bidirectional, Network, Stack, lstm, rnn
from utils.layers.recurrent import CHUNK, SumOverSteps
from utils.layers.states import parts, rebuilt

T, B, D, M = 5, 3, 2, 4
X, G = (np.random.default_rng(s).standard_normal(shape) for s, shape in enumerate([(T, B, D), (T, B, M)]))
BAD_H, BAD_STATE = np.zeros(M), (np.zeros((B, M)), np.zeros(M))

LAYERS = {
    "RNN": lambda: RNN(D, M), "LSTM": lambda: LSTM(D, M), "GRU": lambda: GRU(D, M),
    "GRU reset before": lambda: GRU(D, M, variant="reset_before"),
    "Stack": lambda: Stack([GRU(D, 3), RNN(3, M)]), "Bidirectional": lambda: Bidirectional(LSTM(D, 3), RNN(D, 1)),
    "nested": lambda: Stack([Bidirectional(RNN(D, 1), GRU(D, 2)), LSTM(3, M)]),
}
EACH = pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)


@pytest.mark.parametrize("make, initial", [
    (lambda: LSTM(D, M), BAD_STATE), (lambda: LSTM(D, M), BAD_H), (lambda: RNN(D, M), BAD_H), (lambda: GRU(D, M), BAD_H),
    (lambda: Stack([RNN(D, M), RNN(M, M)]), (None, BAD_H)), (lambda: Stack([RNN(D, M), RNN(M, M)]), (BAD_H, None)),
    (lambda: Stack([RNN(D, M), RNN(M, M)]), BAD_H), (lambda: Bidirectional(RNN(D, 2), RNN(D, 2)), (None, BAD_H)),
])
def test_after_a_failed_forward_there_is_nothing_to_go_back_through(make, initial):
    layer = make()
    layer.forward(X)
    with pytest.raises(ValueError):
        layer.forward(10 * X, initial)
    said = "^backward: called before forward, expected one that came to its end: it stores what is needed$"
    with pytest.raises(RuntimeError, match=said):
        layer.backward(G)
    layer.forward(X)
    layer.backward(G)


@pytest.mark.parametrize("make, module", [(LSTM, lstm), (RNN, rnn)])
def test_after_an_interrupted_forward_there_is_nothing_to_go_back_through(monkeypatch, make, module):
    layer = make(D, M)
    layer.forward(X)

    def stop(*_, out):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "stay", stop)
    with pytest.raises(KeyboardInterrupt):
        layer.forward(10 * X)
    monkeypatch.undo()
    with pytest.raises(RuntimeError, match="called before forward"):
        layer.backward(G)


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_that_changes_between_forward_and_backward_is_named(kind, place):
    for name in KINDS[kind](D, M).parameters:
        layer = KINDS[kind](D, M)
        layer.forward(X)
        layer.parameters[name].flat[place] += 1e-9
        said = rf"^backward: parameters\['{name}'\] changed since forward, expected the parameters that it read$"
        with pytest.raises(RuntimeError, match=said):
            layer.backward(G)
        layer.parameters[name].flat[place] -= 1e-9
        del layer.parameters[name]
        with pytest.raises(ValueError, match="parameters: got names"):
            layer.backward(G)


def test_the_output_layer_too_and_a_second_backward_is_fine():
    layer = Affine(M, 2)
    y = layer.forward(G)
    layer.backward(y)
    layer.backward(y)
    layer.parameters["W_hy"] = layer.parameters["W_hy"] * 2
    with pytest.raises(RuntimeError, match=r"parameters\['W_hy'\] changed since forward"):
        layer.backward(y)


@pytest.mark.parametrize("make, message", [
    (lambda a: Stack([a, a]), "1: got the layer that is 0 too, expected another"),
    (lambda a: Bidirectional(a, a), "backward: got the layer that is forward too"),
    (lambda a: Bidirectional(Stack([a]), Stack([a])), r"backward.0: got the layer that is forward.0 too"),
    (lambda a: Stack([a, Stack([RNN(M, M), a])]), r"1.1: got the layer that is 0 too"),
])
def test_one_layer_in_two_places_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make(RNN(M, M))


def test_a_layer_used_elsewhere_between_forward_and_backward_is_noticed():
    shared = RNN(M, M)
    stack = Stack([RNN(D, M), shared])
    stack.forward(X)
    shared.forward(G)
    with pytest.raises(RuntimeError, match="backward: layer 1 has been used since forward"):
        stack.backward(G)


def results(layer, d_outputs):
    return [*layer.backward(d_outputs)[:1], *(g.copy() for g in layer.gradients.values())]


@EACH
def test_what_the_caller_gave_may_change_before_backward(make):
    layer, x, lengths = make(), X.copy(), np.array([5, 3, 2])
    layer.forward(x, lengths=lengths)
    right = results(layer, G)
    layer.forward(x, lengths=lengths)
    x[:], lengths[:] = 7, 1
    for ours, true in zip(results(layer, G), right, strict=True):
        np.testing.assert_array_equal(ours, true)


def test_the_output_layer_keeps_its_own_inputs():
    layer, h = Affine(M, 2), G.copy()
    y = layer.forward(h)
    layer.backward(y)
    right = layer.gradients["W_hy"].copy()
    y = layer.forward(h)
    h[:] = 0
    layer.backward(y)
    np.testing.assert_array_equal(layer.gradients["W_hy"], right)


def spoiled(name, value):
    layer = RNN(D, M)
    layer.parameters[name] = value
    return layer


@pytest.mark.parametrize("layer, message", [
    (spoiled("b_h", np.full(M, np.nan)), r"parameters\['b_h'\]: got NaN or infinite"),
    (spoiled("W_hh", np.ones((M, 3))), r"parameters\['W_hh'\]: got shape \(4, 3\), expected \(4, 4\)"),
    (spoiled("W_xh", np.ones((M, D), int)), r"parameters\['W_xh'\]: got dtype int64, expected float64"),
    (spoiled("W_xh", np.ma.ones((M, D))), r"parameters\['W_xh'\]: got a masked array"),
    (spoiled("W", np.ones(1)), r"parameters: got names \['W', 'W_hh', 'W_xh', 'b_h'\], expected \['W_hh', 'W_xh', 'b_h'\]"),
])
def test_parameters_are_checked_when_forward_begins(layer, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(X)


@pytest.mark.parametrize("call, message", [
    (lambda: RNN(D, M).forward(np.ma.array(X)), "x: got a masked array, expected a plain one"),
    (lambda: RNN(D, M).forward(X, np.ma.zeros((B, M))), "initial: got a masked array"),
    (lambda: RNN(D, M).forward(X, lengths=np.ma.array([1, 2, 3])), "lengths: got a masked array"),
    (lambda: LSTM(D, M).forward(X, (np.zeros((B, M)), None)), "initial: got None for c alone, expected both h and c"),
    (lambda: LSTM(D, M).forward(X, (None, np.zeros((B, M)))), "initial: got None for h alone"),
    (lambda: RNN(D, M, seed=None), "seed: got None, expected a whole number of at least 0"),
    (lambda: GRU(D, M, seed=True), "seed: got True"),
    (lambda: Affine(D, M, seed=-1), "seed: got -1"),
])
def test_what_would_go_wrong_later_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def arrays_of(thing):
    """Every array that an object can reach."""
    if isinstance(thing, np.ndarray):
        return [thing]
    inner = getattr(thing, "__dict__", thing)
    values = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, (tuple, list)) else ()
    return [array for part in values for array in arrays_of(part)]


@EACH
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
def test_copies_share_nothing_and_have_nothing_to_go_back_through(make, copied):
    layer = make()
    layer.forward(X)
    layer.backward(G)
    twin = copied(layer)
    assert not any(np.shares_memory(a, b) for a in arrays_of(layer) for b in arrays_of(twin))
    assert {name: g.tolist() for name, g in twin.gradients.items()} == {name: g.tolist() for name, g in layer.gradients.items()}
    with pytest.raises(RuntimeError, match="called before forward"):
        twin.backward(G)
    np.testing.assert_array_equal(twin.forward(X)[0], layer.forward(X)[0])
    for ours, true in zip(results(twin, G), results(layer, G), strict=True):
        np.testing.assert_array_equal(ours, true)


def test_a_pickle_does_not_grow_with_what_the_layer_has_read():
    layer = LSTM(D, M)
    before = len(pickle.dumps(layer))
    layer.forward(np.zeros((500, 20, D)))
    assert len(pickle.dumps(layer)) == before


@EACH
def test_another_precision_is_a_copy(make):
    layer = make()
    twin = layer.astype(np.float32)
    assert twin.dtype == np.float32 and {p.dtype for p in twin.parameters.values()} == {np.dtype(np.float32)}
    outputs, _ = twin.forward(X.astype(np.float32))
    np.testing.assert_allclose(outputs, layer.forward(X)[0], atol=1e-5)
    assert layer.dtype == np.float64


@EACH
def test_a_layer_describes_its_state(make):
    layer = make()
    zero = layer.zero_state(B)
    np.testing.assert_array_equal(layer.forward(X, zero)[0], layer.forward(X)[0])
    assert len(layer.state_names) == len(parts(zero)) == len(set(layer.state_names))
    again = rebuilt(zero, [part + k for k, part in enumerate(parts(zero))])
    assert [part.flat[0] for part in parts(again)] == list(range(len(parts(zero))))
    assert [part.shape for part in parts(layer.forward(X)[1])] == [part.shape for part in parts(zero)]


def test_joined_parameters_lose_no_name_and_refuse_arrays_that_no_layer_would_see():
    network = Network(Stack([RNN(D, 3), RNN(3, M)]), Affine(M, 2))
    assert len(network.parameters) == len(network.gradients) == 8 and network.parameters.keys() == network.gradients.keys()
    network.parameters["readout.b_y"] += 1
    np.testing.assert_array_equal(network.readout.parameters["b_y"], [1, 1])
    for put in (lambda p: p.update({"readout.b_y": np.ones(2)}), lambda p: p.__setitem__("new", np.ones(2))):
        with pytest.raises(TypeError, match="got an array that the layer would not see"):
            put(network.parameters)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("lengths", [None, np.array([5, 1, 3])])
def test_a_network_reads_out_every_step_or_the_last(last, lengths):
    layer, readout = GRU(D, M, seed=1), Affine(M, 2)
    network = Network(copy.copy(layer), copy.copy(readout), last=last)
    y, final = network.forward(X, lengths=lengths)
    h, true_final = layer.forward(X, lengths=lengths)
    np.testing.assert_array_equal(final, true_final)
    np.testing.assert_array_equal(y, readout.forward(true_final if last else h))
    d_y, d_final = (np.random.default_rng(s).standard_normal(shape) for s, shape in ((2, y.shape), (3, final.shape)))
    d_x, d_initial = network.backward(d_y, d_final)
    d_h = readout.backward(d_y)
    expected = layer.backward(np.zeros_like(h), d_h + d_final) if last else layer.backward(d_h, d_final)
    np.testing.assert_allclose(d_x, expected[0], atol=1e-15)
    np.testing.assert_allclose(d_initial, expected[1], atol=1e-15)
    for name, g in layer.gradients.items():
        np.testing.assert_allclose(network.gradients[f"layer.{name}"], g, atol=1e-14)


def test_a_network_checks_sizes_and_that_there_is_a_last_step():
    with pytest.raises(ValueError, match="readout: got input size 3, expected 4 from the layer"):
        Network(RNN(D, M), Affine(3, 2))
    with pytest.raises(ValueError, match="lengths: got 0, expected at least 1: an empty sequence has no last step"):
        Network(RNN(D, M), Affine(M, 2), last=True).forward(X, lengths=np.array([0, 1, 2]))
    network = Network(RNN(D, M), Affine(M, 2))
    network.forward(X)
    with pytest.raises(ValueError):
        network.forward(X[..., :1])
    with pytest.raises(RuntimeError, match="called before forward"):
        network.backward(np.zeros((T, B, 2)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_counts_its_parameters_and_its_gradients_start_at_zero(kind):
    fresh = KINDS[kind](D, M, dtype=np.float32)
    assert {name: (g.shape, g.dtype, g.any()) for name, g in fresh.gradients.items()} == {
        name: (p.shape, p.dtype, False) for name, p in fresh.parameters.items()}
    assert KINDS[kind].count(D, M) == sum(p.size for p in KINDS[kind](D, M).parameters.values())
    assert KINDS[kind].kind == kind and KINDS[kind](D, M).equations == {"GRU": "GRU reset_after"}.get(kind, kind)


@EACH
def test_float32_stays_float32_everywhere(make):
    layer = make().astype(np.float32)
    x, lengths = X.astype(np.float32), np.array([5, 2, 4])
    outputs, final = layer.forward(x, lengths=lengths)
    d_x, d_initial = layer.backward(outputs, final)
    arrays = [outputs, *parts(final), d_x, *parts(d_initial), *layer.gradients.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_final_gradient_is_named(kind):
    layer = KINDS[kind](D, M)
    _, final = layer.forward(X)
    with pytest.raises(ValueError, match=r"^d_final: got shape \(3,\), expected \(3, 4\)$"):
        layer.backward(G, rebuilt(final, [part[:, 0] for part in parts(final)]))


def test_steps_are_gathered_and_multiplied_a_chunk_at_a_time():
    T = CHUNK + 3
    S, d_a = np.ones((T, 2, 3), np.float32), np.ones((4, 3), np.float32)
    total, flushed = SumOverSteps(4, S), []
    assert total.left.dtype == total.right.dtype == total.total.dtype == np.float32
    for t in reversed(range(T)):
        total.add(t, d_a)
        flushed.append(int(total.total[0, 0]) // 3)
    assert flushed == [0] * (CHUNK - 1) + [CHUNK] * 3 + [T]


@EACH
def test_a_float32_layer_starts_in_float32_and_names_a_nan(make):
    layer = make().astype(np.float32)
    assert {part.dtype for part in parts(layer.zero_state(B))} == {np.dtype(np.float32)}
    next(iter(layer.parameters.values())).flat[0] = np.nan
    with pytest.raises(ValueError, match=r"^parameters\['W_h\w'\]: got NaN or infinite values"):
        layer.forward(X.astype(np.float32))


def test_an_unknown_variant_is_named():
    with pytest.raises(ValueError, match=r"^variant: got 'after', expected one of \('reset_after', 'reset_before'\)$"):
        GRU(D, M, variant="after")


@pytest.mark.parametrize("name", [name for name, make in LAYERS.items() if type(make()) in KINDS.values()])
def test_without_the_inputs_gradient_all_others_are_the_same(name):
    layer = LAYERS[name]()
    outputs, _ = layer.forward(X)
    d_x, d_initial = layer.backward(np.cos(outputs))
    gradients = layer.gradients
    nothing, same = layer.backward(np.cos(outputs), inputs=False)
    assert nothing.shape == (*X.shape[:2], 0) and d_x.shape == X.shape
    for found, wanted in zip([*parts(same), *layer.gradients.values()], [*parts(d_initial), *gradients.values()], strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)
