"""A detector of a wake word: what it hears of a sound, a GRU of 18,421 parameters, and the same as a stream, frame by frame.

What it hears: 40 log-mel bands every 10 ms, minus their mean over the last 3 s, neighbouring bands averaged to 20, two frames
side by side: 40 numbers every 20 ms. The GRU of 60 units says after each how probable it is that the wake word has just ended.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from utils.data import speech
from utils.optional import need

FILE = Path(__file__).with_name("wake_word.safetensors")

RATE = 16_000  # samples a second
BANDS, STACK = 20, 2  # bands after averaging, frames side by side
STEP = 0.02  # seconds from one input to the next
MEMORY = 300  # frames over which the mean is taken
UNITS = 60
FEATURES = {"rate": RATE, "frame": speech.FRAME, "step": speech.STEP, "fft": 512, "window": "hamming", "bands": 2 * BANDS,
            "floor": speech.FLOOR, "memory": MEMORY, "averaged": 2, "stacked": STACK}  # all of it, for other programs
SMOOTHING, REST = 20, 50  # outputs that are averaged, and outputs of silence after an alarm


def log_mel(samples):
    """What `speech.log_mel` gives at `RATE` with 40 bands, float32 (frames, 40)."""
    return speech.log_mel(samples, RATE, bands=2 * BANDS).astype(np.float32)


def centred(frames):
    """Frames (frames, ..., 40) minus their running mean: of all so far, and after 3 s one that forgets with that constant."""
    mean, found = np.zeros(frames.shape[1:], dtype=np.float64), np.empty_like(frames)
    for t, frame in enumerate(frames):
        mean += (frame - mean) / min(t + 1, MEMORY)
        found[t] = frame - mean
    return found


def inputs(frames):
    """The network's inputs (frames // 2, ..., 40) from centred frames (frames, ..., 40): two frames side by side."""
    paired = frames.reshape(*frames.shape[:-1], BANDS, 2).mean(-1)
    whole = paired[: len(paired) // STACK * STACK]
    return np.concatenate([whole[k::STACK] for k in range(STACK)], axis=-1)


class Spotter(nn.Module):
    """A GRU and a linear output: inputs (T, B, 40) to the logits (T, B) of 'the wake word has just ended'."""

    def __init__(self, units=UNITS):
        super().__init__()
        self.gru = nn.GRU(STACK * BANDS, units)
        self.output = nn.Linear(units, 1)

    def forward(self, x, state=None):
        states, state = self.gru(x, state)
        return self.output(states)[..., 0], state


class Window(nn.Module):
    """The yardstick: a weighted sum of the last 60 inputs, 1.2 s, and nothing else. 2,401 parameters; called like `Spotter`."""

    def __init__(self, width=60):
        super().__init__()
        self.width, self.sum = width, nn.Conv1d(STACK * BANDS, 1, width)

    def forward(self, x, past=None):
        past = x.new_zeros(self.width - 1, *x.shape[1:]) if past is None else past
        read = torch.cat([past, x])
        return self.sum(read.permute(1, 2, 0))[:, 0].T, read[-(self.width - 1) :]


@torch.no_grad()
def probabilities(model, x, chunk=2000):
    """The model's probabilities float32 (T, B) for inputs x (T, B, 40), read chunk by chunk with the state carried."""
    found, state = [], None
    for first in range(0, len(x), chunk):
        logits, state = model(torch.from_numpy(np.ascontiguousarray(x[first : first + chunk], dtype=np.float32)), state)
        found.append(torch.sigmoid(logits).numpy())
    return np.concatenate(found)


class Listener:
    """The same as a stream: give it samples as they come, and it says a probability for every 20 ms, in NumPy.

    It holds less than 25 ms of sound that no frame has used up, the running mean, and the state (60 numbers); no sound is kept
    that has been heard. `weights` is a dict as `weights_of` gives it.
    """

    def __init__(self, weights):
        self.weights, self.rest = weights, np.zeros(0)
        self.mean, self.seen, self.half = np.zeros(2 * BANDS), 0, []
        self.state = np.zeros(weights["W_h"].shape[1])

    def hear(self, samples):
        """The probabilities (k,) of the k steps of 20 ms that these samples complete."""
        self.rest = np.concatenate([self.rest, samples])
        size, hop = round(speech.FRAME * RATE), round(speech.STEP * RATE)
        count = max(0, (len(self.rest) - size) // hop + 1)
        if not count:
            return np.zeros(0)
        frames = log_mel(self.rest[: (count - 1) * hop + size])
        self.rest = self.rest[count * hop :]
        steps = [self.input(frame) for frame in frames]
        return np.array([self.step(x) for x in steps if x is not None])

    def input(self, frame):
        """The input that a frame (40,) completes, or None after the first of two."""
        self.seen += 1
        self.mean += (frame - self.mean) / min(self.seen, MEMORY)
        self.half.append((frame - self.mean).reshape(BANDS, 2).mean(1))
        if len(self.half) == STACK:
            x, self.half = np.concatenate(self.half), []
            return x
        return None

    def step(self, x):
        """One step of the GRU, in PyTorch's order of gates: the probability."""
        self.state = gru_step(self.weights, self.state, x)
        return float(sigmoid(self.weights["w_y"] @ self.state + self.weights["b_y"]))


def sigmoid(a):
    """1 / (1 + exp(-a)), without an overflow."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def gru_step(weights, h, x):
    """The next state (m,) from the last and an input (40,).

    The reset comes after the product, z is the share kept.
    """
    of_h, of_x = (
        weights["W_h"] @ h + weights["b_h"],
        weights["W_x"] @ x + weights["b_x"],
    )
    m = len(h)
    r, z = (
        sigmoid(of_h[:m] + of_x[:m]),
        sigmoid(of_h[m : 2 * m] + of_x[m : 2 * m]),
    )
    n = np.tanh(of_x[2 * m :] + r * of_h[2 * m :])
    return (1 - z) * n + z * h


def weights_of(model):
    """A Spotter's weights as NumPy arrays: W_x (3 m, 40), W_h (3 m, m), b_x, b_h (3 m,), rows r, z, n; w_y (m,), b_y ()."""
    gru, output = model.gru, model.output
    found = {"W_x": gru.weight_ih_l0, "W_h": gru.weight_hh_l0, "b_x": gru.bias_ih_l0, "b_h": gru.bias_hh_l0,
             "w_y": output.weight[0], "b_y": output.bias[0]}
    return {name: value.detach().numpy().copy() for name, value in found.items()}


def model_of(weights):
    """The Spotter that has these weights."""
    model = Spotter(weights["W_h"].shape[1])
    named = {"gru.weight_ih_l0": "W_x", "gru.weight_hh_l0": "W_h", "gru.bias_ih_l0": "b_x", "gru.bias_hh_l0": "b_h"}
    tensors = {ours: torch.tensor(np.float32(weights[name])) for ours, name in named.items()}
    tensors |= {"output.weight": torch.tensor(np.float32(weights["w_y"]))[None],
                "output.bias": torch.tensor(np.float32(weights["b_y"])).reshape(1)}
    model.load_state_dict(tensors)
    return model


def in_8_bits(weights, bits=8):
    """Matrices as (int8, one scale per row), w -> round(w / scale), scale = largest / 127; biases stay float32.

    With fewer `bits` the numbers are smaller, and no fewer bytes.
    """
    found = {}
    for name, w in weights.items():
        if w.ndim == 2:
            scale = (np.abs(w).max(1, keepdims=True) / (2 ** (bits - 1) - 1)).astype(np.float32)
            found[name] = (np.round(w / scale).astype(np.int8), scale)
        else:
            found[name] = w.astype(np.float32)
    return found


def from_8_bits(packed):
    """The weights that `in_8_bits` stands for."""
    return {name: value[0] * value[1] if isinstance(value, tuple) else value for name, value in packed.items()}


def size_in_bytes(packed):
    """Bytes of all arrays of a dict of weights, packed or not."""
    arrays = (each for value in packed.values() for each in (value if isinstance(value, tuple) else (value,)))
    return sum(array.nbytes for array in arrays)


def save(path, weights, about):
    """Write weights in 16 bits to a safetensors file, with what is known about them as its metadata (a dict of texts)."""
    halves = {name: np.asarray(value, np.float16) for name, value in weights.items()}
    need("safetensors.numpy").save_file(halves, path, metadata=about)


def load(path=FILE):
    """(weights as float64 arrays, what is known about them) from a file that `save` wrote."""
    with need("safetensors").safe_open(path, "numpy") as file:
        return {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}, file.metadata()  # noqa: SIM118
