"""Networks that forecast, side by side: each as it would be trained alone, its gradients true, and nothing later seen."""

import numpy as np
import pytest

from utils.layers import GRU, LSTM, Affine, Network, mean_squared_error
from utils.training import forecasters, forecasting
from utils.training.fitting import fit as fit_one
from utils.training.loops import forward_backward


@pytest.fixture(scope="module")
def tasks():
    rng = np.random.default_rng(0)
    return [forecasting.task(name, rng.standard_normal(n).cumsum(), 1, w=8, k=3) for name, n in (("a", 120), ("b", 90))]


@pytest.mark.parametrize("cell, options", [("GRU", {}), ("LSTM", {"forget_bias": 1.0})])
def test_side_by_side_is_what_each_would_be_alone(cell, options, tasks):
    nets = forecasters.fit(cell, tasks, 5, 0.02, seeds=[0, 3], updates=12, batch=4)
    assert set(nets) == {("a", 0), ("a", 3), ("b", 0), ("b", 3)}
    task, seed = tasks[1], 3
    alone = Network({"GRU": GRU, "LSTM": LSTM}[cell](1, 5, seed=seed, **options), Affine(5, 3, seed=seed))
    origins = task.origins("training")
    x = forecasting.Relative.inputs(task, origins).T[:, :, None]
    y = np.stack([forecasting.Relative.targets(task, origins - back) for back in range(task.w - 1, -1, -1)])
    fit_one(alone.layer, alone.readout, x, y, mean_squared_error, rng=np.random.default_rng(seed), steps=12, batch=4,
            rate=0.02, bar=False)
    for name, parameter in alone.parameters.items():
        np.testing.assert_allclose(nets["b", 3].parameters[name], parameter, atol=1e-10, err_msg=name)


def test_gradients_of_regressing_lstms_are_those_of_the_layer():
    rng = np.random.default_rng(0)
    nets = [Network(LSTM(1, 4, seed=s), Affine(4, 2, seed=s)) for s in range(2)]
    x, y = rng.standard_normal((6, 2, 1, 5)), 30 * rng.standard_normal((6, 2, 2, 5))
    for clip in (1e9, 0.5):
        together = forecasters.RegressingLSTMs(nets, [False, False], clip)
        loss = together.learn(x, y)
        alone = []
        for k, net in enumerate(nets):
            value, _ = forward_backward(net, mean_squared_error, x[:, k].swapaxes(1, 2), y[:, k].swapaxes(1, 2))
            alone.append(value)
            norm = np.sqrt(sum(np.sum(g**2) for g in net.gradients.values()))
            for name, g in net.gradients.items():
                expected = g * min(1, clip / norm)
                np.testing.assert_allclose(together.gradients[name.split(".")[1]][k], expected, atol=1e-10)
        assert loss == pytest.approx(np.mean(alone))


def test_a_forecast_changes_with_no_later_value(tasks):
    task = tasks[0]
    view = forecasting.Levels.standard(task.training)
    changed = forecasting.task("a", np.r_[task.values[:100], task.values[100:] + 50], 1, w=8, k=3)
    for seen in (forecasting.Relative, view):
        found = [forecasters.forecast(t, forecasters.fit("GRU", [t], 4, 0.05, seeds=[0], updates=5, views={"a": seen})["a", 0],
                                      np.array([99]), seen) for t in (task, changed)]
        np.testing.assert_array_equal(*found)
        assert found[0].shape == (1, 3)


def test_training_helps_and_known_origins_are_learnt_from(tasks):
    task = tasks[0]
    sine = forecasting.task("sine", np.sin(np.arange(150) * 0.5), 1, w=8, k=3)
    errors = [sine.mase(forecasters.forecast(sine, forecasters.fit("GRU", [sine], 8, 0.03, seeds=[0], updates=n)["sine", 0],
                                             sine.origins("test")), sine.origins("test")).mean() for n in (1, 150)]
    assert errors[1] < errors[0] / 2
    half = forecasters.fit("LSTM", [task], 4, 0.05, seeds=[0], updates=5, known={"a": task.origins("training")[:20]})
    whole = forecasters.fit("LSTM", [task], 4, 0.05, seeds=[0], updates=5)
    assert np.abs(half["a", 0].parameters["readout.W_hy"] - whole["a", 0].parameters["readout.W_hy"]).max() > 1e-6


def test_an_unknown_cell_is_refused(tasks):
    with pytest.raises(ValueError, match="cell: got 'RNN'"):
        forecasters.fit("RNN", tasks, 4, 0.05, seeds=[0])
