"""Stacks and bidirectional layers: equal to PyTorch's own, and to layers run by hand; what they refuse."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from utils.gradients.proof import derivatives, randomise
from utils.layers import GRU, LSTM, RNN
from utils.layers.compose import Bidirectional, Stack, reverse
from utils.layers.states import parts

LAYERS = {"RNN": (RNN, torch.nn.RNN, "h"), "LSTM": (LSTM, torch.nn.LSTM, "ifgo"), "GRU": (GRU, torch.nn.GRU, "rzn")}
T, B, D, M = 6, 4, 3, 5
LENGTHS = np.array([4, 6, 1, 3])


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def test_reverse_turns_each_sequence_within_its_length():
    x = np.arange(8.0).reshape(4, 2, 1)
    np.testing.assert_array_equal(reverse(x, np.array([3, 0]))[..., 0], [[4, 1], [2, 3], [0, 5], [6, 7]])
    np.testing.assert_array_equal(reverse(x), x[::-1])


@given(T=st.integers(1, 7), B=st.integers(1, 4), seed=st.integers(0, 99))
def test_reverse_twice_is_nothing(T, B, seed):
    x, lengths = draw(T, B, 2, seed=seed), np.random.default_rng(seed).integers(0, T + 1, B)
    np.testing.assert_array_equal(reverse(reverse(x, lengths), lengths), x)


def test_reverse_refuses_bad_lengths():
    with pytest.raises(ValueError, match="lengths: got values from 1 to 9, expected 0 to 6"):
        reverse(draw(T, B, D), np.array([1, 9, 2, 3]))


def two_by_two(kind):
    """Two bidirectional layers, one above the other, with random parameters."""
    cls = LAYERS[kind][0]
    layers = [randomise(cls(d, M), seed) for seed, d in enumerate((D, D, 2 * M, 2 * M))]
    return Stack([Bidirectional(*layers[:2]), Bidirectional(*layers[2:])])


def torch_twin(kind, stack):
    """PyTorch's own two-layer bidirectional module with the stack's weights."""
    module = LAYERS[kind][1](D, M, num_layers=2, bidirectional=True, dtype=torch.float64)
    for suffix, p in torch_places(stack):
        rows = LAYERS[kind][2]
        inner = np.concatenate([p["b_hn"] if kind == "GRU" and g == "n" else np.zeros(M) for g in rows])
        packed = {"weight_hh": [p[f"W_h{g}"] for g in rows], "weight_ih": [p[f"W_x{g}"] for g in rows],
                  "bias_ih": [p[f"b_{g}"] for g in rows], "bias_hh": [inner]}  # fmt: skip
        for name, blocks in packed.items():
            getattr(module, name + suffix).data = torch.tensor(np.concatenate(blocks))
    return module


def torch_places(stack, what="parameters"):
    """PyTorch's suffix of each layer's weights, and the layer's dict `what`."""
    for k, both in enumerate(stack.layers.values()):
        for suffix, layer in zip((f"_l{k}", f"_l{k}_reverse"), both.layers.values(), strict=True):
            yield suffix, getattr(layer, what)


def by_layer(states):
    """PyTorch's (layers * directions, B, m), one array or the pair h and c, as a stack's nested tuple of states."""
    states = [s.detach().numpy() for s in states] if isinstance(states, tuple) else [states.detach().numpy()]
    each = [tuple(s[k] for s in states) if len(states) > 1 else states[0][k] for k in range(4)]
    return ((each[0], each[1]), (each[2], each[3]))


@pytest.mark.parametrize("kind", LAYERS)
def test_two_bidirectional_layers_are_pytorchs(kind):
    stack, x, G = two_by_two(kind), draw(T, B, D), draw(T, B, 2 * M, seed=1)
    module, x_t = torch_twin(kind, stack), torch.tensor(x, requires_grad=True)
    state = [torch.tensor(draw(4, B, M, seed=s), requires_grad=True) for s in ((2, 3) if kind == "LSTM" else (2,))]
    H = [torch.tensor(draw(4, B, M, seed=s + 2)) for s in ((2, 3) if kind == "LSTM" else (2,))]
    one_or_two = (lambda pair: tuple(pair)) if kind == "LSTM" else (lambda one: one[0])
    packed, final_t = module(pack_padded_sequence(x_t, LENGTHS, enforce_sorted=False), one_or_two(state))
    outputs_t = pad_packed_sequence(packed, total_length=T)[0]
    loss = (outputs_t * torch.tensor(G)).sum() + sum((a * b).sum() for a, b in zip(parts(final_t), H, strict=True))
    loss.backward()

    outputs, final = stack.forward(x, by_layer(one_or_two(state)), LENGTHS)
    d_x, d_initial = stack.backward(G, by_layer(one_or_two(H)))
    np.testing.assert_allclose(outputs, outputs_t.detach(), atol=1e-13)
    np.testing.assert_allclose(d_x, x_t.grad, atol=1e-12)
    d_state = by_layer(one_or_two([s.grad for s in state]))
    for ours, theirs in zip(parts(final) + parts(d_initial), parts(by_layer(final_t)) + parts(d_state), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    for suffix, gradients in torch_places(stack, "gradients"):
        ours = np.concatenate([gradients[f"W_h{g}"] for g in LAYERS[kind][2]])
        np.testing.assert_allclose(ours, getattr(module, "weight_hh" + suffix).grad, atol=1e-12)


def test_every_gradient_of_a_mixed_stack_by_the_complex_step():
    layers = [randomise(cls(d, m), 0) for cls, d, m in ((GRU, 2, 3), (RNN, 2, 2), (LSTM, 5, 2))]
    stack, lengths = Stack([Bidirectional(*layers[:2]), layers[2]]), np.array([4, 2, 0])
    x, G = draw(4, 3, 2), draw(4, 3, 2, seed=1)
    stack.forward(x, lengths=lengths)
    own = {"x": stack.backward(G)[0], **stack.gradients}
    twin, z = stack.astype(np.complex128), x.astype(complex)
    assert set(twin.parameters) == set(stack.parameters) == set(stack.gradients)
    for name, array in {"x": z, **twin.parameters}.items():
        true = derivatives(lambda: (G * twin.forward(z, lengths=lengths)[0]).sum(), array)
        np.testing.assert_allclose(own[name], true, rtol=1e-10, atol=1e-14)


def test_padding_changes_nothing_both_ways():
    pair, x = Bidirectional(LSTM(D, M, seed=1), LSTM(D, 2, seed=2)), draw(T, B, D)
    outputs, (there, back) = pair.forward(x, lengths=LENGTHS)
    d_x, _ = pair.backward(draw(T, B, M + 2, seed=1))
    for b, n in enumerate(LENGTHS):
        assert not outputs[n:, b].any() and not d_x[n:, b].any()
        alone, (there_alone, back_alone) = pair.forward(x[:n, b : b + 1])
        np.testing.assert_allclose(outputs[:n, b], alone[:, 0], atol=1e-14)
        np.testing.assert_allclose([*there[0][b], *back[1][b]], [*there_alone[0][0], *back_alone[1][0]], atol=1e-14)


def test_names_say_where_a_parameter_lives_and_arrays_are_the_layers_own():
    stack = Stack([Bidirectional(RNN(2, 3), GRU(2, 4)), LSTM(7, 5)])
    assert (stack.input_size, stack.hidden_size) == (2, 5)
    assert stack.parameters["0.backward.W_hz"].shape == (4, 4) and stack.parameters["1.W_xf"].shape == (5, 7)
    stack.parameters["0.forward.b_h"] += 1
    np.testing.assert_array_equal(stack.layers["0"].layers["forward"].parameters["b_h"], 1)


@pytest.mark.parametrize("make, message", [
    (lambda: Stack([]), "layers: got none"),
    (lambda: Stack([RNN(2, 3), RNN(2, 3)]), "layers: got input size 2 at layer 1, expected 3 from layer 0"),
    (lambda: Stack([RNN(2, 3), RNN(3, 3, dtype=np.float32)]), "1: got a layer of dtype float32, expected float64"),
    (lambda: Bidirectional(RNN(2, 3), RNN(3, 3)), "backward_layer: got input size 3, expected 2"),
    (lambda: Bidirectional(*[RNN(2, 3)] * 2), "backward: got the layer that is forward too"),
    (lambda: Stack([RNN(2, 3)]).forward(draw(2, 1, 2), draw(1, 3)), "initial: got ndarray, expected a tuple of 1"),
    (lambda: Stack([RNN(2, 3)]).forward(draw(2, 1, 2), (None, None)), "initial: got 2 of them, expected a tuple of 1"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_bidirectional_checks_its_own_gradient_and_order():
    pair = Bidirectional(RNN(2, 3), RNN(2, 1))
    with pytest.raises(RuntimeError, match="backward: called before forward"):
        pair.backward(draw(5, 2, 4))
    pair.forward(draw(5, 2, 2))
    with pytest.raises(ValueError, match=r"d_outputs: got shape \(5, 2, 3\), expected \(5, 2, 4\)"):
        pair.backward(draw(5, 2, 3))
