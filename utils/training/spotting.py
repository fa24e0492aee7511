"""Train a detector of a wake word on windows cut from streams, each window bent a little so that no two are alike."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from utils.models.wake_word import BANDS, STACK, STEP, Spotter
from utils.training.loops import train

FRAME = STEP / STACK  # seconds from frame to frame
HEARD = 0.035  # seconds from a step's start to the end of the sound that it has heard
BEFORE, AFTER = 0.03, 0.25  # seconds around the word's end in which the answer is yes
UNSURE = (-0.2, 0.6)  # seconds around the word's end in which no other answer is judged
WINDOW = 2.5  # seconds
WARP, SPEED, EQUALISER = (0.8, 1.25), (0.88, 1.14), 0.35


@dataclass(frozen=True)
class Heard:
    """Streams as frames: `frames` (S, n, 40) centred log-mel, `ends` a list of S arrays, the ends of wake words in seconds."""

    frames: np.ndarray
    ends: list


def labels(times, ends):
    """What is right at `times` (T,) in seconds, given the ends of wake words: (answers of 0 and 1, weights of 0 and 1)."""
    since = times[:, None] - np.asarray(ends).reshape(1, -1)
    yes = ((since >= -BEFORE) & (since <= AFTER)).any(1)
    unsure = ((since >= UNSURE[0]) & (since <= UNSURE[1])).any(1)
    return yes.astype(np.float32), (yes | ~unsure).astype(np.float32)


def bands_of(warp):
    """A matrix (40, 20) that averages neighbouring bands, read at places stretched by `warp`."""
    places = np.clip(np.arange(2 * BANDS) * warp, 0, 2 * BANDS - 1)
    low = np.minimum(places.astype(int), 2 * BANDS - 2)
    read = np.zeros((2 * BANDS, 2 * BANDS), dtype=np.float32)
    read[low, np.arange(2 * BANDS)] = 1 - (places - low)
    read[low + 1, np.arange(2 * BANDS)] += places - low
    return read.reshape(2 * BANDS, BANDS, 2).mean(-1)


def equaliser(rng, count):
    """Smooth curves (count, 20) over the bands: three cosines of random size."""
    waves = np.cos(np.pi * np.outer(np.arange(1, 4), (np.arange(BANDS) + 0.5) / BANDS))
    return (rng.normal(0, EQUALISER, (count, 3)) @ waves).astype(np.float32)


def place(heard, rng, wake, speed=1.0):
    """(stream, first frame) of a window of `speed` times its usual length: anywhere, or a wake word ends in its second half."""
    size = int(WINDOW * SPEED[1] / FRAME) + 2
    row = rng.integers(len(heard.frames))
    if not wake or not len(heard.ends[row]):
        return row, rng.integers(heard.frames.shape[1] - size)
    end = heard.ends[row][rng.integers(len(heard.ends[row]))]
    first = int((end - rng.uniform(0.5, 0.96) * WINDOW * speed) / FRAME)
    return row, min(max(first, 0), heard.frames.shape[1] - size)


def batch(heard, rng, count):
    """A batch of windows, half with a wake word, warped, stretched and coloured: inputs (T, B, 40), answers, weights."""
    steps = round(WINDOW / FRAME)
    speeds, warps = np.exp(rng.uniform(*np.log(SPEED), count)), np.exp(rng.uniform(*np.log(WARP), count))
    x, y, weight = [], [], []
    for i in range(count):
        row, first = place(heard, rng, wake=i < count // 2, speed=speeds[i])
        at = np.arange(steps) * speeds[i]
        low, share = at.astype(int) + first, (at % 1).astype(np.float32)[:, None]
        frames = heard.frames[row].take(low, 0) * (1 - share) + heard.frames[row].take(low + 1, 0) * share
        x.append(frames @ bands_of(warps[i]))
        times = (np.arange(steps // STACK) * STEP) * speeds[i] + first * FRAME + HEARD
        near = heard.ends[row][np.abs(heard.ends[row] - times.mean()) < 2 * WINDOW]
        answers, judged = labels(times, near)
        y.append(answers)
        weight.append(judged)
    x = np.stack(x, 1) + equaliser(rng, count)
    stacked = np.concatenate([x[k::STACK] for k in range(STACK)], -1)
    return torch.from_numpy(stacked), torch.from_numpy(np.stack(y, 1)), torch.from_numpy(np.stack(weight, 1))


def loss_of(model, x, y, weight):
    """The mean cross-entropy of the steps that count."""
    losses = functional.binary_cross_entropy_with_logits(model(x)[0], y, reduction="none")
    return (losses * weight).sum() / weight.sum()


def fit(heard, *, steps, rate, seed, size=64, warm=50, kind=Spotter):
    """(trained model, losses): Adam, a rate that rises over `warm` steps and falls to zero as a cosine, norms clipped at 1.

    The model has the running mean of the weights, which forgets within a tenth of the steps.
    """
    torch.manual_seed(seed)
    model, rng = kind(), np.random.default_rng([seed, 3])
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(max(0.0, 1 - 10 / steps)))
    adam = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda k: min(1, (k + 1) / warm) * 0.5 * (1 + np.cos(np.pi * min(1, k / steps))))

    def step(given):
        adam.zero_grad()
        loss = loss_of(model, *given)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        schedule.step()
        average.update_parameters(model)
        return loss.item()

    losses = train(step, (batch(heard, rng, size) for _ in range(steps)), label="wake word", total=steps)
    return average.module, losses
