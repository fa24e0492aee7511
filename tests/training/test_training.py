"""Optimisers against PyTorch's, and the loop's early failure."""

import numpy as np
import pytest
import torch

from utils.layers import GRU, LSTM, Affine, Network, mean_squared_error, softmax_cross_entropy
from utils.training import SGD, Adam, falling, forward_backward, loops, numpy_step, torch_step, train
from utils.training.optimisers import cosine

START = np.array([1.0, -2.0, 0.5])


class Point:
    """The least that a step trains: a point w, whose loss is the squared distance to a target."""

    def __init__(self, start=START):
        self.parameters, self.gradients = {"w": start.copy()}, {}

    def loss(self, target):
        error = self.parameters["w"] - target
        self.gradients = {"w": 2 * error}
        return float(error @ error)


@pytest.mark.parametrize("ours, theirs", [
    (lambda: SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    (lambda: Adam(0.05), lambda p: torch.optim.Adam(p, lr=0.05)),
    (lambda: Adam(0.05, decay=(0.8, 0.99), epsilon=1e-6), lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-6)),
])
@pytest.mark.parametrize("clip", [None, 0.5])
def test_both_steps_follow_the_same_path(ours, theirs, clip):
    point = Point()
    v = torch.tensor(START, requires_grad=True)
    targets = list(np.random.default_rng(0).standard_normal((20, 3)))
    losses = train(numpy_step(point.loss, point, ours(), clip=clip), targets)
    step = torch_step(lambda t: ((v - torch.tensor(t)) ** 2).sum(), theirs([v]), clip=clip)
    np.testing.assert_allclose(train(step, targets), losses, rtol=1e-5)
    np.testing.assert_allclose(point.parameters["w"], v.detach(), rtol=1e-5)


def test_training_reaches_the_minimum():
    point = Point()
    losses = train(numpy_step(point.loss, point, Adam(0.1)), [np.zeros(3)] * 400)
    assert losses[-1] < 1e-6 < losses[0]


def test_a_loss_that_is_not_finite_stops_at_once_and_says_where():
    losses = iter([1.5, float("nan"), 1.0])
    advice = r"\. Lower the rate, or clip the gradients$"
    with pytest.raises(FloatingPointError, match=rf"^loss is nan at step 1; the last finite loss was 1\.5{advice}"):
        train(lambda _: next(losses), range(3))
    with pytest.raises(FloatingPointError, match=f"^loss is inf at step 0; there was no finite loss before it{advice}"):
        train(lambda _: float("inf"), range(3))


@pytest.mark.parametrize("clip", [None, 1.0])
@pytest.mark.parametrize("loss, gradient, message", [
    (float("nan"), 1.0, "loss is nan at step 0"), (1.0, float("nan"), "gradients: got a norm of nan.* at step 0"),
    (1.0, float("inf"), "gradients: got a norm of inf"),
])
def test_what_is_not_finite_is_refused_before_it_reaches_the_parameters(loss, gradient, message, clip):
    point = Point()
    point.gradients = {"w": np.full(3, gradient)}
    with pytest.raises(FloatingPointError, match=message):
        train(numpy_step(lambda _: loss, point, SGD(0.1), clip=clip), [0])
    np.testing.assert_array_equal(point.parameters["w"], START)
    v = torch.tensor(START, requires_grad=True)
    with pytest.raises(FloatingPointError, match=message):
        train(torch_step(lambda _: loss + Bent.apply(v, gradient), torch.optim.SGD([v], lr=0.1), clip=clip), [0])
    np.testing.assert_array_equal(v.detach(), START)


class Bent(torch.autograd.Function):
    """Zero, with whatever gradient."""

    @staticmethod
    def forward(ctx, v, gradient):
        ctx.gradient = gradient
        return 0 * v.sum()

    @staticmethod
    def backward(ctx, d):
        return d * torch.full((3,), ctx.gradient, dtype=torch.float64), None


def test_no_batches_is_an_error():
    with pytest.raises(ValueError, match=r"^batches: got none, expected at least one$"):
        train(lambda _: 0.0, [])


def test_optimisers_name_what_does_not_fit():
    with pytest.raises(ValueError, match=r"gradients: got keys \['v'\], expected \['w'\]"):
        SGD(0.1).step({"w": START}, {"v": START})
    with pytest.raises(ValueError, match=r"gradients\['w'\]: got shape \(2,\), expected \(3,\)"):
        Adam(0.1).step({"w": START}, {"w": START[:2]})
    with pytest.raises(ValueError, match="rate: got -1"):
        Adam(-1)


def test_float32_parameters_stay_float32():
    w = {"w": START.astype(np.float32)}
    Adam(0.1).step(w, {"w": START.astype(np.float32)})
    assert w["w"].dtype == np.float32


def test_cosine_falls_from_the_rate_to_zero():
    assert cosine(0.4, 0, 10) == 0.4
    assert cosine(0.4, 5, 10) == pytest.approx(0.2)
    assert cosine(0.4, 10, 10) == pytest.approx(0)


def test_falling_gives_an_optimiser_the_cosine_of_its_own_steps():
    parameters, optimiser, rates = {"w": START.copy()}, SGD(falling(0.4, 4)), []
    for _ in range(4):
        rates.append(optimiser.next_rate)
        optimiser.step(parameters, {"w": np.ones(3)})
    assert rates == [cosine(0.4, step, 4) for step in range(4)]
    np.testing.assert_allclose(parameters["w"], START - sum(rates), atol=1e-15)
    assert SGD(0.3).next_rate == 0.3


@pytest.mark.parametrize("step, message", [
    (lambda: Adam(0.1).step({"w": np.array([5])}, {"w": np.array([1])}), r"parameters\['w'\]: got int64, expected float32 or"),
    (lambda: SGD(0.1).step({"w": START.astype("f2")}, {"w": START.astype("f2")}), r"parameters\['w'\]: got float16"),
    (lambda: SGD(0.1).step({"w": START.astype("f4")}, {"w": START}), r"gradients\['w'\]: got dtype float64, expected float32"),
    (lambda: SGD(0.1).step({"w": START}, {"w": START * np.nan}), r"gradients\['w'\]: got NaN or infinite"),
    (lambda: SGD(0.1).step({"w": START}, {"w": np.ma.array(START)}), r"gradients\['w'\]: got a masked array"),
    (lambda: SGD(float("inf")), "rate: got inf, expected a positive number"),
    (lambda: SGD(0), "rate: got 0, expected a positive number"),
    (lambda: falling(-1, 5), "rate: got -1, expected"),
    (lambda: Adam(0.1, decay=(0.9, 1)), "decay: got 1, expected a number from 0 to below 1"),
    (lambda: Adam(0.1, decay=(-0.1, 0.9)), "decay: got -0.1, expected"),
    (lambda: Adam(0.1, epsilon=-1), "epsilon: got -1, expected a number from 0 to below inf"),
    (lambda: two_networks(Adam(0.1)), r"gradients\['w'\]: got shape \(3, 3\), expected \(3,\) as before: one Adam"),
])
def test_what_an_optimiser_cannot_step_is_refused(step, message):
    with pytest.raises(ValueError, match=message):
        step()


def two_networks(optimiser):
    """One optimiser on two networks whose parameters have one name: their running means would mix."""
    for shape in (3, (3, 3)):
        optimiser.step({"w": np.ones(shape)}, {"w": np.ones(shape)})


def test_a_step_is_rounded_to_the_parameters_precision_before_it_is_taken():
    step = np.float64(2**-25 + 1e-16)  # a hair above half of what tells 1 from the number below it
    parameters = {"w": np.ones(1, np.float32)}
    SGD(lambda _: step).step(parameters, {"w": np.ones(1, np.float32)})
    assert parameters["w"][0] == 1


def test_adams_epsilon_is_added_to_the_root():
    parameters = {"w": np.zeros(1)}
    Adam(1.0, epsilon=1e-6).step(parameters, {"w": np.full(1, 1e-6)})
    assert parameters["w"][0] == pytest.approx(-0.5)


@pytest.fixture
def bars(monkeypatch):
    """The settings of every progress bar that is made."""
    made, real = [], loops.tqdm
    monkeypatch.setattr(loops, "tqdm", lambda batches, **how: made.append(how) or real(batches, **how))
    return made


@pytest.mark.parametrize("disabled, how, quiet", [
    (None, {}, False), (None, {"bar": True}, False), (None, {"bar": False}, True), ("1", {}, True), ("", {}, False),
])
def test_the_bar_shows_unless_it_is_told_not_to(monkeypatch, bars, disabled, how, quiet):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    if disabled is not None:
        monkeypatch.setenv("TQDM_DISABLE", disabled)
    train(lambda _: 0.5, range(2), **how)
    assert bars == [{"desc": "training", "total": None, "leave": False, "disable": quiet}]


def test_the_bar_knows_how_long_it_is_from_a_length_or_from_who_calls(monkeypatch, bars, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    for batches, total in ((range(7), None), ((k for k in range(7)), 7)):
        assert train(lambda k: float(k), batches, total=total) == [0, 1, 2, 3, 4, 5, 6]
        assert "| 0/7 [" in capsys.readouterr().err
    train(lambda _: 0.5, (k for k in range(7)))
    assert "| 0/" not in capsys.readouterr().err and bars[-1]["total"] is None


def test_progress_hands_every_item_on_and_leaves_no_bar(monkeypatch, bars, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    assert list(loops.progress("abc", "letters")) == list("abc")
    assert bars == [{"desc": "letters", "total": None, "leave": False, "disable": False}]
    assert "letters:" in capsys.readouterr().err
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(loops.progress("abc", "letters", total=3)) == list("abc") and bars[-1]["disable"]
    assert capsys.readouterr().err == ""


def test_the_bar_has_the_label_and_the_loss(monkeypatch, bars, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    train(lambda _: 0.51, range(2), label="names")
    shown = capsys.readouterr().err
    assert bars[0]["desc"] == "names" and "names:" in shown and "loss=0.510" in shown


X, STATE = (np.random.default_rng(s).standard_normal(shape) for s, shape in enumerate([(6, 3, 2), (3, 4)]))
LENGTHS = np.array([6, 2, 4])


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
@pytest.mark.parametrize("initial", [None, STATE])
def test_forward_backward_is_what_the_layers_do_by_hand(initial, lengths, last):
    layer, readout = GRU(2, 4, seed=3), Affine(4, 5, seed=3)
    network = Network(layer, readout, last=last)
    targets = np.random.default_rng(2).integers(5, size=3 if last else (6, 3))
    loss, final = forward_backward(network, softmax_cross_entropy, X, targets, initial=initial, lengths=lengths)
    found = {name: g.copy() for name, g in network.gradients.items()}
    h, true_final = layer.forward(X, initial, lengths)
    mask = None if lengths is None or last else np.arange(6)[:, None] < lengths
    true, d_y = softmax_cross_entropy(readout.forward(true_final if last else h), targets, mask)
    d_h = readout.backward(d_y)
    layer.backward(np.zeros_like(h), d_h) if last else layer.backward(d_h)
    assert loss == true
    np.testing.assert_array_equal(final, true_final)
    for name, g in network.gradients.items():
        np.testing.assert_allclose(found[name], g, atol=1e-15)


def test_forward_backward_works_with_pairs_and_other_losses():
    network = Network(LSTM(2, 4), Affine(4, 1))
    loss, (h, c) = forward_backward(network, mean_squared_error, X, np.zeros((6, 3, 1)), initial=(STATE, 2 * STATE))
    assert loss > 0 and h.shape == c.shape == (3, 4) and network.gradients["layer.W_hf"].any()
