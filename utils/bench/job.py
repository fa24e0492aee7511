"""How long does a whole training take? Processor seconds until a model of the plays' characters reaches a validation loss.

    python -m utils.bench.job [--kinds RNN GRU LSTM] [--target 1.8] [--limit 200]

Contenders of one cell start from the same weights and read the same batches, so they need the same number of updates: what
differs is what an update costs. The one that trains one sequence at a time (`one_by_one`) is another network and needs more.
All take turns in one process, on one thread; only their updates are timed, not the looks at the validation text.
"""

import argparse
import time

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from utils.bench import torch_loops
from utils.bench.layers import machine
from utils.bench.one_by_one import OneByOne
from utils.experiments import parity, search
from utils.layers import RNN, Affine, Network, convert, softmax_cross_entropy
from utils.training import Adam, numpy_step, torch_step

SETTING = {"data": "plays", "part": "report", "seed": 0, "start": 0, "parameters": 80_000, "batch": 32, "rate": 0.005}
CLIP, LOOK, LOOK_OF_ONE = 1.0, 25, 1000  # updates between two looks at the validation text


def trial_of(kind):
    """The setting of a cell, as an experiment's trial."""
    return SETTING | {"kind": kind, "start": "uniform" if kind == "RNN" else 0}


class Ours:
    """The NumPy network: an update at each call of `update`; `judged` gives it as it stands.

    Parameters
    ----------
    kind : "RNN", "GRU" or "LSTM"
    """

    look = LOOK

    def __init__(self, kind):
        trial = trial_of(kind)
        self.kind, self.network = kind, parity.network(trial)
        self.draw = parity.drawer("plays", trial["batch"], search.generator(trial, "training"))
        self.step = self.stepper()

    def stepper(self):
        """A function from a batch that makes an update."""
        return numpy_step(self.loss, self.network, Adam(SETTING["rate"]), clip=CLIP)

    def loss(self, batch):
        """Nats per character; the network is left with the gradients."""
        inputs, targets, _ = batch  # windows of one length
        y, _ = self.network.forward(parity.one_hot(self.network, inputs))
        value, d_y = softmax_cross_entropy(y, targets)
        self.network.layer.backward(self.network.readout.backward(d_y), inputs=False)  # as PyTorch, which knows that x is data
        return value

    def update(self):
        """Draw a batch and make an update."""
        self.step(self.draw())

    def judged(self):
        """The network, in NumPy."""
        return self.network


class TorchLoop(Ours):
    """The same network as a loop over steps in PyTorch, with a product per gate and step, and an output product per step."""

    def stepper(self):
        """As in `Ours`."""
        self.p = {name: torch.tensor(value, requires_grad=True) for name, value in self.network.parameters.items()}
        return torch_step(self.loss, torch.optim.Adam(self.leaves(), SETTING["rate"]), clip=CLIP)

    def leaves(self):
        """What is trained."""
        return list(self.p.values())

    def loss(self, batch):
        """Nats per character."""
        inputs, targets, _ = batch
        x = torch.nn.functional.one_hot(torch.from_numpy(inputs), self.network.input_size).float()
        return torch.nn.functional.cross_entropy(self.outputs(x).flatten(0, 1), torch.from_numpy(targets).flatten())

    def outputs(self, x):
        """The logits (T, B, k)."""
        inside = {name.removeprefix("layer."): value for name, value in self.p.items()}
        return torch.stack([self.read_out(h) for h in torch_loops.by_gate(self.kind, inside, x)])

    def read_out(self, h):
        """y = W_hy h + b_y for every row of h."""
        return h @ self.p["readout.W_hy"].T + self.p["readout.b_y"]

    def judged(self):
        """The network, in NumPy."""
        for name, value in self.network.parameters.items():
            value[:] = self.p[name].detach().numpy()
        return self.network


class TorchLayer(TorchLoop):
    """The same network with PyTorch's own layer."""

    def leaves(self):
        """What is trained."""
        self.module = convert.to_torch(self.network.layer)
        return [*self.module.parameters(), self.p["readout.W_hy"], self.p["readout.b_y"]]

    def outputs(self, x):
        """The logits (T, B, k)."""
        return self.read_out(self.module(x)[0])

    def judged(self):
        """The network, in NumPy."""
        readout = {name: self.p[f"readout.{name}"].detach().numpy() for name in ("W_hy", "b_y")}
        return with_readout(convert.from_torch(self.module), readout)


class Script:
    """One sequence at a time, in float64; its cell is a vanilla RNN, whatever the others' is."""

    look = LOOK_OF_ONE

    def __init__(self):
        V, texts = parity.play_texts()
        self.model = OneByOne(V.encode(texts["training"]), len(V))
        self.update = self.model.update

    def judged(self):
        """The network, in NumPy."""
        layer = RNN(self.model.k, len(self.model.h))
        for name in layer.parameters:
            layer.parameters[name][:] = self.model.p[name].reshape(layer.parameters[name].shape)
        return with_readout(layer, {name: self.model.p[name] for name in ("W_hy", "b_y")})


def with_readout(layer, parameters):
    """A layer and an output layer of these parameters as one network in float32, which is what the text is read with."""
    k, m = parameters["W_hy"].shape
    network = Network(type(layer)(layer.input_size, m, dtype=np.float32), Affine(m, k, dtype=np.float32))
    for name, value in layer.parameters.items():
        network.layer.parameters[name][:] = value
    for name, value in parameters.items():
        network.readout.parameters[name][:] = value.reshape(network.readout.parameters[name].shape)
    return network


def contenders(kinds):
    """Those that take part, by name."""
    made = {f"{kind}: {name}": make(kind) for kind in kinds
            for name, make in (("ours", Ours), ("torch.nn", TorchLayer), ("torch loop", TorchLoop))}
    return made | {"RNN: one sequence at a time": Script()}


def race(runners, target, limit):
    """Let all train in turns until each has reached the target or used up its seconds.

    Parameters
    ----------
    runners : dict
        Of `contenders`.
    target : float
        Nats per character of the validation text.
    limit : float
        Processor seconds of each.

    Returns
    -------
    dict: for each its "updates", "seconds", and "loss" at the end.
    """
    found = {name: {"updates": 0, "seconds": 0.0, "loss": np.inf} for name in runners}
    text = parity.held_out("plays", "validation")
    while going := [name for name, row in found.items() if row["loss"] > target and row["seconds"] < limit]:
        for name in going:
            start = time.process_time()
            for _ in range(runners[name].look):
                runners[name].update()
            found[name]["seconds"] += time.process_time() - start
            found[name]["updates"] += runners[name].look
            found[name]["loss"] = parity.loss_on(runners[name].judged(), text)
    return found


def report(found, target):
    """The table: each contender's updates, seconds, and seconds over ours of the same cell."""
    lines = ["| contender | updates | seconds | times ours | nats per character |", "|---|---|---|---|---|"]
    for name, row in found.items():
        ours = found.get(f"{name.partition(':')[0]}: ours")
        at_least = "" if row["loss"] <= target else "more than "
        ratio = f"{at_least}{row['seconds'] / ours['seconds']:.2f}" if ours else ""
        lines.append(f"| {name} | {row['updates']:,} | {row['seconds']:.1f} | {ratio} | {row['loss']:.3f} |")
    return "\n".join(lines)


def main():
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", nargs="+", choices=torch_loops.GATES, default=list(torch_loops.GATES))
    parser.add_argument("--target", type=float, default=1.8, help="nats per character of the validation text")
    parser.add_argument("--limit", type=float, default=200.0, help="processor seconds after which a contender gives up")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        print(machine())
        print(f"Processor time of one thread until the validation text takes {arguments.target} nats per character, float32.")
        print(report(race(contenders(arguments.kinds), arguments.target, arguments.limit), arguments.target))


if __name__ == "__main__":
    main()
