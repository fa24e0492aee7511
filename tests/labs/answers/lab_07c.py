"""Answers to the exercises of lab 7c."""

import numpy as np
import torch

from tests.labs.answering import right, wrong


@right
def steps_seen(kernel, dilations):
    seen = 1
    for gap in dilations:
        seen += (kernel - 1) * gap
    return seen


@right
def steps_seen(kernel, dilations):
    return np.sum(np.array(dilations) * (kernel - 1)) + 1


@wrong("the output's own step is missing")
def steps_seen(kernel, dilations):
    return (kernel - 1) * sum(dilations)


@wrong("k - 1 gaps, not k")
def steps_seen(kernel, dilations):
    return 1 + kernel * sum(dilations)


@wrong("levels overlap")
def steps_seen(kernel, dilations):
    return kernel * sum(dilations)


@wrong("they add up")
def steps_seen(kernel, dilations):
    seen = 1
    for gap in dilations:
        seen *= 1 + (kernel - 1) * gap
    return seen


@wrong("the last level alone")
def steps_seen(kernel, dilations):
    return (kernel - 1) * dilations[-1] + 1


@wrong("the stack without them")
def steps_seen(kernel, dilations):
    return 1 + len(dilations) * (kernel - 1)


@wrong("once per level")
def steps_seen(kernel, dilations):
    return sum(1 + (kernel - 1) * gap for gap in dilations)


@right
def dilated(x, W, gap):
    y, k = np.zeros((len(x), W.shape[2])), len(W)
    for j in range(k):
        back = (k - 1 - j) * gap
        if back < len(x):
            y[back:] += x[:len(x) - back] @ W[j]
    return y


@right
def dilated(x, W, gap):
    zeros = np.zeros(((len(W) - 1) * gap, x.shape[1]))
    long = np.concatenate([zeros, x])
    return np.stack([sum(long[t + j * gap] @ W[j] for j in range(len(W))) for t in range(len(x))])


@right
def dilated(x, W, gap):
    made = torch.nn.functional.conv1d(torch.tensor(np.pad(x, (((len(W) - 1) * gap, 0), (0, 0))).T[None]),
                                      torch.tensor(W.transpose(2, 1, 0).copy()), dilation=gap)
    return made[0].T.numpy()


@wrong("the last one belongs to the step itself")
def dilated(x, W, gap):
    return sum(np.concatenate([np.zeros((j * gap, x.shape[1])), x])[:len(x)] @ W[j] for j in range(len(W)))


@wrong("it looks ahead")
def dilated(x, W, gap):
    y = np.zeros((len(x), W.shape[2]))
    for t in range(len(x)):
        for j in range(len(W)):
            if t + (len(W) - 1 - j) * gap < len(x):
                y[t] += x[t + (len(W) - 1 - j) * gap] @ W[j]
    return y


@wrong("reads from the end")
def dilated(x, W, gap):
    return np.stack([sum(x[(t - (len(W) - 1 - j) * gap) % len(x)] @ W[j] for j in range(len(W))) for t in range(len(x))])


@wrong("the gap is left out")
def dilated(x, W, gap):
    long = np.pad(x, ((len(W) - 1, 0), (0, 0)))
    return np.stack([sum(long[t + j] @ W[j] for j in range(len(W))) for t in range(len(x))])


@wrong("gap + 1 apart")
def dilated(x, W, gap):
    long = np.pad(x, (((len(W) - 1) * (gap + 1), 0), (0, 0)))
    return np.stack([sum(long[t + j * (gap + 1)] @ W[j] for j in range(len(W))) for t in range(len(x))])


@wrong("the first step itself is left out")
def dilated(x, W, gap):
    y = np.zeros((len(x), W.shape[2]))
    for t in range(len(x)):
        for j in range(len(W)):
            if t > (len(W) - 1 - j) * gap:
                y[t] += x[t - (len(W) - 1 - j) * gap] @ W[j]
    return y


@wrong("zeros stand before the first step")
def dilated(x, W, gap):
    k = len(W)
    return np.stack([sum(x[t - (k - 1 - j) * gap] @ W[j] for j in range(k)) for t in range((k - 1) * gap, len(x))])


@wrong("the last tap alone")
def dilated(x, W, gap):
    return x @ W[-1]


@right
def to_keep(kernel, dilations, inputs, channels):
    total = (kernel - 1) * dilations[0] * inputs
    for gap in dilations[1:]:
        total += (kernel - 1) * gap * channels
    return total


@right
def to_keep(kernel, dilations, inputs, channels):
    return (kernel - 1) * (inputs * dilations[0] + channels * np.sum(dilations[1:], dtype=int))


@wrong("the first reads the inputs")
def to_keep(kernel, dilations, inputs, channels):
    return (kernel - 1) * sum(dilations) * channels


@wrong("all but the first read the channels")
def to_keep(kernel, dilations, inputs, channels):
    return (kernel - 1) * sum(dilations) * inputs


@wrong("need not be kept: k - 1 gaps back")
def to_keep(kernel, dilations, inputs, channels):
    return kernel * (dilations[0] * inputs + sum(dilations[1:]) * channels)


@wrong("it has just come")
def to_keep(kernel, dilations, inputs, channels):
    return sum((1 + (kernel - 1) * gap) * (channels if level else inputs) for level, gap in enumerate(dilations))


@wrong("the steps between them")
def to_keep(kernel, dilations, inputs, channels):
    return (kernel - 1) * (inputs + (len(dilations) - 1) * channels)


@wrong("the widest level's share")
def to_keep(kernel, dilations, inputs, channels):
    return max((kernel - 1) * gap * (channels if level else inputs) for level, gap in enumerate(dilations))


@wrong("steps are counted")
def to_keep(kernel, dilations, inputs, channels):
    return (kernel - 1) * sum(dilations)


@right
def reaches(bodies, x, shares):
    table = np.empty((len(bodies), len(shares)), dtype=int)
    for row, body in enumerate(bodies.values()):
        leaf = x.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(body(leaf)[0][-1].sum(), leaf)
        sizes = np.abs(gradient.numpy()).sum(axis=(1, 2))[::-1]
        for column, share in enumerate(shares):
            table[row, column] = 1 + np.argmax(np.cumsum(sizes) >= share * sizes.sum())
    return table


@right
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).tolist()
        row = []
        for share in shares:
            n = 1
            while sum(sizes[-n:]) < share * sum(sizes):
                n += 1
            row.append(n)
        rows.append(row)
    return rows


@wrong("begin at the last one")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2))
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows)


@wrong("squares in the place")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.square().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows)


@wrong("cancel: take absolute values")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows)


@wrong("one too few")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) for share in shares])
    return np.array(rows)


@wrong("expected that of the last one")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows)


@wrong("a row per body")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows).T


@wrong("expected their number")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows) / len(x)


@wrong("expected of their sum")
def reaches(bodies, x, shares):
    rows = []
    for body in bodies.values():
        leaf = x.clone().requires_grad_()
        body(leaf)[0][-1].sum().backward()
        sizes = leaf.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.max()
        rows.append([int((held < share).sum()) + 1 for share in shares])
    return np.array(rows)
