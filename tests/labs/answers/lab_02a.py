"""Answers to the exercises of lab 2a."""

from tests.labs.answering import right, wrong

# Exercise 1


@right
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.array([np.tanh(W_hh @ row + W_xh @ heard + b_h) for row, heard in zip(h, x, strict=True)])


@right
def rnn_step(h, x, W_hh, W_xh, b_h):
    h @= W_hh.T  # in place
    h += x @ W_xh.T
    h += b_h
    return np.tanh(h, out=h)


@right
def rnn_step(h, x, W_hh, W_xh, b_h):
    stacked = np.hstack([h, x, np.ones((len(h), 1))]) @ np.hstack([W_hh, W_xh, b_h[:, None]]).T
    return np.tanh(stacked).tolist()


@right
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(np.einsum("ij,bj->bi", W_hh, h) + np.einsum("ij,bj->bi", W_xh, x) + b_h).astype(np.float32)


@wrong("W_hh is met from the wrong side")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh + x @ W_xh.T + b_h)


@wrong("W_xh is met from the wrong side")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh.T + x @ W_xh + b_h)


@wrong("both matrices are met from the wrong side")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh + x @ W_xh + b_h)


@wrong("take the rows as if they were columns")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(W_hh @ h + W_xh @ x + b_h)


@wrong("what goes into the tanh, not what comes out")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return h @ W_hh.T + x @ W_xh.T + b_h


@wrong("the bias is missing")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh.T + x @ W_xh.T)


@wrong("the bias was added after the tanh")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh.T + x @ W_xh.T) + b_h


@wrong("the last state is missing")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(x @ W_xh.T + b_h)


@wrong("the input is missing")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(h @ W_hh.T + b_h)


@wrong("every row comes from the first sequence")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tile(np.tanh(W_hh @ h[0] + W_xh @ x[0] + b_h), (len(h), 1))


@wrong("every row comes from the batch's mean")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tile(np.tanh(W_hh @ h.mean(axis=0) + W_xh @ x.mean(axis=0) + b_h), (len(h), 1))


@wrong("expected (3, 3), one row per sequence")
def rnn_step(h, x, W_hh, W_xh, b_h):
    return np.tanh(W_hh @ h[0] + W_xh @ x[0] + b_h)  # `h[0]` passed when all rows were equal


@wrong("your function stopped in its line")
def rnn_step(last, read, A, B, c):
    return np.tanh(last @ W_hh.T + read @ W_xh.T)  # the notebook's weights, and not those given


@wrong("your function returns nothing")
def rnn_step(h, x, W_hh, W_xh, b_h):
    np.tanh(h @ W_hh.T + x @ W_xh.T + b_h)


# Exercise 2


@right
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_W_hh, d_W_xh, d_b_h = np.zeros_like(W_hh), np.zeros_like(W_xh), np.zeros(len(W_hh))
    d_h_before, d_x = np.empty_like(h_before), np.empty_like(x)
    for b in range(len(h)):
        d_a = d_h[b] * (1 - h[b] ** 2)
        d_W_hh += np.outer(d_a, h_before[b])
        d_W_xh += np.outer(d_a, x[b])
        d_b_h += d_a
        d_h_before[b], d_x[b] = W_hh.T @ d_a, W_xh.T @ d_a
    return [d_h_before, d_x, d_W_hh, d_W_xh, d_b_h]


@right
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_h *= (1 - h) * (1 + h)  # in place
    d_W = d_h.T @ np.hstack([h_before, x])
    m = h.shape[1]
    return (W_hh.T @ d_h.T).T, (W_xh.T @ d_h.T).T, d_W[:, :m], d_W[:, m:], np.ones(len(h)) @ d_h


@right
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = (d_h - d_h * h**2).astype(np.float32)
    given = d_a @ W_hh, d_a @ W_xh, np.einsum("bi,bj->ij", d_a, h_before), np.einsum("bi,bj->ij", d_a, x), sum(d_a)
    return tuple(np.float32(part) for part in given)


@wrong("rule 1: the factor of the tanh is missing")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 1: the square is missing")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 1: this is the slope of a sigmoid")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * h * (1 - h)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("has been through the tanh already")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - np.tanh(h) ** 2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("here is that of the state before")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h_before**2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 2: the weights' gradients and the bias's are means")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    B = len(h)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before / B, d_a.T @ x / B, d_a.mean(axis=0)


@wrong("rule 2: the weights' gradients are means")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    B = len(h)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before / B, d_a.T @ x / B, d_a.sum(axis=0)


@wrong("rule 2: the bias's gradient is a mean")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.mean(axis=0)


@wrong("rule 2: d_W_hh is made with the state after the step")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 2: d_W_hh and d_W_xh lie on their sides")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, h_before.T @ d_a, x.T @ d_a, d_a.sum(axis=0)


@wrong("rule 2: d_W_hh lies on its side")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, h_before.T @ d_a, d_a.T @ x, d_a.sum(axis=0)


@wrong("d_b_h: got shape (3, 3), expected (3,)")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a


@wrong("rule 3: d_h_before and d_x are right for a column")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh.T, d_a @ W_xh.T, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 3: d_h_before is right for a column")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh.T, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("rule 3: it starts from the gradient at a")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_h @ W_hh, d_h @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


@wrong("stand in another order")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0), d_a @ W_hh, d_a @ W_xh


@wrong("expected 5: d_h_before, d_x")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_a = d_h * (1 - h**2)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x


@wrong("your function returns nothing")
def rnn_step_back(d_h, h, h_before, x, W_hh, W_xh):
    d_h *= 1 - h**2


# Exercise 3


@right
def draw(logits, temperature, rng):
    return [rng.choice(len(row), p=softmax(row / temperature)) for row in logits]


@right
def draw(logits, temperature, rng):
    return (logits / temperature + rng.gumbel(size=logits.shape)).argmax(axis=-1)


@right
def draw(logits, temperature, rng):
    logits -= logits.max(axis=1, keepdims=True)  # in place, and by hand
    p = np.exp(logits / temperature)
    p /= p.sum(axis=1, keepdims=True)
    return (p.cumsum(axis=1) > rng.random(len(p))[:, None]).argmax(axis=1).astype(np.int32)


@right
def draw(logits, temperature, rng):
    p = softmax(logits) ** (1 / temperature)
    return rng.multinomial(1, p / p.sum(axis=-1, keepdims=True)).argmax(axis=-1)


@wrong("the probabilities no longer sum to 1")
def draw(logits, temperature, rng):
    upto = (softmax(logits) / temperature).cumsum(axis=-1)
    return (rng.random((len(logits), 1)) > upto).sum(axis=-1).clip(max=logits.shape[-1] - 1)


@wrong("the probabilities no longer sum to 1")
def draw(logits, temperature, rng):
    upto = (softmax(logits) / temperature).cumsum(axis=-1)
    return (rng.random((len(logits), 1)) > upto).sum(axis=-1)


@wrong("the probabilities no longer sum to 1")
def draw(logits, temperature, rng):
    upto = (softmax(logits) / temperature).cumsum(axis=-1)
    return (upto > rng.random((len(logits), 1))).argmax(axis=-1)


@wrong("do not sum to 1")
def draw(logits, temperature, rng):
    return [rng.choice(len(row), p=softmax(row) / temperature) for row in logits]


@wrong("not all from the first row's")
def draw(logits, temperature, rng):
    return rng.choice(logits.shape[1], size=len(logits), p=softmax(logits[0] / temperature))


@wrong("not all from the mean of the batch")
def draw(logits, temperature, rng):
    return rng.choice(logits.shape[1], size=len(logits), p=softmax(logits / temperature).mean(axis=0))


@wrong("not all from those of the mean logits")
def draw(logits, temperature, rng):
    return rng.choice(logits.shape[1], size=len(logits), p=softmax(logits.mean(axis=0) / temperature))


@wrong("do the random numbers come from `rng`")
def draw(logits, temperature, rng):
    upto = softmax(logits / temperature).cumsum(axis=-1)
    return (np.random.random((len(logits), 1)) > upto).sum(axis=-1).clip(max=logits.shape[-1] - 1)


@wrong("is `rng` used")
def draw(logits, temperature, rng):
    rng = np.random.default_rng(0)
    return (logits / temperature + rng.gumbel(size=logits.shape)).argmax(axis=-1)


@wrong("does one random number serve all rows")
def draw(logits, temperature, rng):
    upto = softmax(logits / temperature).cumsum(axis=-1)
    return (rng.random() > upto).sum(axis=-1).clip(max=logits.shape[-1] - 1)


@wrong("nothing is drawn")
def draw(logits, temperature, rng):
    return softmax(logits / temperature).argmax(axis=-1)


@wrong("the other way round")
def draw(logits, temperature, rng):
    return (logits * temperature + rng.gumbel(size=logits.shape)).argmax(axis=-1)


@wrong("the temperature changes nothing")
def draw(logits, temperature, rng):
    return (logits + rng.gumbel(size=logits.shape)).argmax(axis=-1)


@wrong("the temperature changes nothing")
def draw(logits, temperature, rng):
    p = softmax(logits) / temperature
    return [rng.choice(len(row), p=row / row.sum()) for row in p]


@wrong("do the logits play a part")
def draw(logits, temperature, rng):
    return rng.integers(logits.shape[-1], size=len(logits))


@wrong("they are counted from 0")
def draw(logits, temperature, rng):
    upto = softmax(logits / temperature).cumsum(axis=-1)
    return 1 + (rng.random((len(logits), 1)) > upto[:, :-1]).sum(axis=-1)


@wrong("one class per row")
def draw(logits, temperature, rng):
    return (rng.random((len(logits), 1)) > softmax(logits / temperature).cumsum(axis=-1)[:, :-1]).sum(axis=-1, keepdims=True)


@wrong("one class per row")
def draw(logits, temperature, rng):
    return rng.choice(logits.shape[1], p=softmax(logits[0] / temperature))


@wrong("expected whole numbers")
def draw(logits, temperature, rng):
    return softmax(logits / temperature)


@wrong("does an exp overflow")
def draw(logits, temperature, rng):
    p = np.exp(logits / temperature)
    upto = (p / p.sum(axis=-1, keepdims=True)).cumsum(axis=-1)
    return (rng.random((len(logits), 1)) > upto).sum(axis=-1).clip(max=logits.shape[-1] - 1)


@wrong("others come too")
def draw(logits, temperature, rng):
    warmer = max(temperature, 0.5)  # a bound that no one asked for
    return (logits / warmer + rng.gumbel(size=logits.shape)).argmax(axis=-1)


@wrong("your function returns nothing")
def draw(logits, temperature, rng):
    rng.choice(logits.shape[1])


# Exercise 4


@right
def losses_ahead(last_loss, inputs):
    T, N = inputs.shape
    found = []
    for ahead in range(3):
        targets = np.full((T, N), -1)
        for t in range(T - ahead):
            targets[t] = inputs[t + ahead]
        found.append(last_loss(targets=targets, inputs=inputs))
    return found


@right
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    return np.array([last_loss(inputs, longer[a : a + len(inputs)]) for a in np.arange(3)], dtype=np.float32)


@right
def losses_ahead(last_loss, inputs):
    found, targets = (), inputs.copy()
    for _ in (0, 1, 2):
        found += (last_loss(inputs, targets.tolist()),)
        targets[:-1] = targets[1:]
        targets[-1] = -1
    return found


@wrong("was called 0×")
def losses_ahead(last_loss, inputs):
    return [0.001, 1.9, 2.4]  # as `return 0.1` once passed


@wrong("was called 1×")
def losses_ahead(last_loss, inputs):
    return last_loss(inputs, inputs)


@wrong("all three trainings got the same targets")
def losses_ahead(last_loss, inputs):
    return [last_loss(inputs, inputs) for _ in range(3)]


@wrong("come round from the first ones")
def losses_ahead(last_loss, inputs):
    return [last_loss(inputs, np.roll(inputs, -a, axis=0)) for a in range(3)]


@wrong("the letter before, not the letter after")
def losses_ahead(last_loss, inputs):
    behind = np.vstack([0 * inputs[:2] - 1, inputs])
    return [last_loss(inputs, behind[2 - a : 2 - a + len(inputs)]) for a in range(3)]


@wrong("were left as the inputs are")
def losses_ahead(last_loss, inputs):
    found = []
    for a in range(3):
        targets = inputs.copy()
        targets[: len(inputs) - a] = inputs[a:]
        found.append(last_loss(inputs, targets))
    return found


@wrong("the inputs themselves were changed")
def losses_ahead(last_loss, inputs):
    found = []
    for a in range(3):
        targets = inputs
        targets[: len(inputs) - a] = inputs[a:]
        targets[len(inputs) - a :] = -1
        found.append(last_loss(inputs, targets))
    return found


@wrong("a step further is a row further")
def losses_ahead(last_loss, inputs):
    wider = np.hstack([inputs, 0 * inputs[:, :2] - 1])
    return [last_loss(inputs, wider[:, a : a + inputs.shape[1]]) for a in range(3)]


@wrong("not 0, 1 and 2")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:3] - 1])
    return [last_loss(inputs, longer[a : a + len(inputs)]) for a in (1, 2, 3)]


@wrong("inputs and targets have changed places")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    return [last_loss(longer[a : a + len(inputs)], inputs) for a in range(3)]


@wrong("the inputs were moved with the targets")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    moved = [longer[a : a + len(inputs)] for a in range(3)]
    return [last_loss(x, x) for x in moved]


@wrong("expected (5, 3) for both")
def losses_ahead(last_loss, inputs):
    return [last_loss(inputs[: len(inputs) - a], inputs[a:]) for a in range(3)]


@wrong("your function stopped in its line")
def losses_ahead(last_loss, inputs):
    found = []
    for a in range(3):
        targets = np.full_like(inputs, -1)
        targets[:-a] = inputs[a:]  # nothing is left of [:-0]
        found.append(last_loss(inputs, targets))
    return found


@wrong("the result: got")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    return {a: last_loss(inputs, longer[a : a + len(inputs)]) for a in range(3)}


@wrong("one loss for each of 0, 1 and 2")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    return max(last_loss(inputs, longer[a : a + len(inputs)]) for a in range(3))


@wrong("your function returns nothing")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, 0 * inputs[:2] - 1])
    [last_loss(inputs, longer[a : a + len(inputs)]) for a in range(3)]


@wrong("are 0, the boundary")
def losses_ahead(last_loss, inputs):
    longer = np.vstack([inputs, np.zeros((2, inputs.shape[1]), dtype=int)])
    return [last_loss(inputs, longer[a : a + len(inputs)]) for a in range(3)]
