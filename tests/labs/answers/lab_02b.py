"""Answers to the exercises of lab 2b."""

from tests.labs.answering import right, wrong


@right
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for t in range(x.shape[0]):
        h = torch.tanh(x[t] @ W_xh.t() + h @ W_hh.t() + b_h)
        states.append(h)
    return torch.stack(states, dim=0)


@right
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = x.new_empty(len(x), *h.shape)
    for t, x_t in enumerate(x):
        h = torch.nn.functional.linear(h, W_hh) + torch.nn.functional.linear(x_t, W_xh, b_h)
        h = h.tanh()
        states[t] = h
    return states


@right
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = [h]
    for x_t in x:
        states += [torch.tanh((W_hh @ states[-1].T + W_xh @ x_t.T + b_h[:, None]).T)]
    return torch.cat([state[None] for state in states[1:]])


@right
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x.float():
        h = torch.tanh(h.float() @ W_hh.float().T + x_t @ W_xh.float().T + b_h.float())
        states.append(h)
    return torch.stack(states)


@wrong("autograd finds no way back")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states).detach()


@wrong("a state cut off from the one before")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h.detach() @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states)


@wrong("a state cut off from the one before")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
        h = h.detach()
    return torch.stack(states)


@wrong("the gradient of W_hh is not")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.data.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states)


@wrong("autograd finds no way back")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    with torch.no_grad():
        states = []
        for x_t in x:
            h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
            states.append(h)
        return torch.stack(states)


@wrong("autograd can follow nothing else")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    x, h, W_hh, W_xh, b_h = (np.asarray(a) for a in (x, h, W_hh, W_xh, b_h))
    states = []
    for x_t in x:
        h = np.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return np.stack(states)


@wrong("is there NumPy")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.from_numpy(np.tanh((h @ W_hh.T + x_t @ W_xh.T + b_h).numpy()))
        states.append(h)
    return torch.stack(states)


@wrong("autograd can follow nothing else")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return states


@wrong("overwritten state")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h.copy_(torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h))
        states.append(h.clone())
    return torch.stack(states)


@wrong("which way round does a row meet it")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states)


@wrong("Python says: RuntimeError")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh + b_h)
        states.append(h)
    return torch.stack(states)


@wrong("the bias is missing")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T)
        states.append(h)
    return torch.stack(states)


@wrong("yours starts at zero")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    h, states = torch.zeros(x.shape[1], W_hh.shape[0], dtype=x.dtype), []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states)


@wrong("every step starts from the first state")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    return torch.stack([torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h) for x_t in x])


@wrong("got the states before each step")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        states.append(h)
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
    return torch.stack(states)


@wrong("the first state is among them")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = [h]
    for x_t in x:
        states.append(torch.tanh(states[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    return torch.stack(states)


@wrong("got the last state alone")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
    return h


@wrong("the tanh is missing")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = h @ W_hh.T + x_t @ W_xh.T + b_h
        states.append(h)
    return torch.stack(states)


@wrong("the batch comes first")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states, dim=1)


@wrong("time and batch are one axis")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.cat(states)


@wrong("does it end with return")
def rnn_loop(x, h, W_hh, W_xh, b_h):
    states = []
    for x_t in x:
        h = torch.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)


@right
def leaks(model, x):
    other = torch.cat([x[:1] + 3, x[1:]])
    return bool((model(x)[1] != model(other)[1]).any())


@right
def leaks(model, x):
    before = model(x)[1].detach().numpy()
    nudged = x.clone()
    nudged[0] *= -2
    return not np.allclose(before, model(nudged)[1].detach().numpy())


@right
def leaks(model, x):
    nudged = x.clone()
    nudged[0] = 0
    with torch.no_grad():
        return np.any(model(x)[1].numpy() != model(nudged)[1].numpy())


@right
def leaks(model, x):
    x = x.clone().requires_grad_()
    outputs = model(x)[1]
    found = [torch.autograd.grad(value, x, retain_graph=True)[0][0].any() for value in outputs.flatten()]
    return torch.stack(found).any()


@right
def leaks(model, x):
    x = x.clone()
    before = model(x)[1]
    x[0] += 1
    return not torch.equal(before, model(x)[1])


@wrong("early outputs are not looked at")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x)[1, -1], model(nudged)[1, -1])


@wrong("late outputs are not looked at")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x)[1][0], model(nudged)[1][0])


@wrong("sequence 0's later inputs are not nudged")
def leaks(model, x):
    nudged = x.clone()
    nudged[0, 0] += 1
    return not torch.equal(model(x)[1], model(nudged)[1])


@wrong("is the batch without it still there")
def leaks(model, x):
    nudged = x
    nudged[0] += 1
    return not torch.equal(model(x)[1], model(nudged)[1])


@wrong("does the nudge reach the model")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] + 1
    return not torch.equal(model(x)[1], model(nudged)[1])


@wrong("x was changed")
def leaks(model, x):
    before = model(x)[1]
    x[0] += 1
    return not torch.equal(before, model(x)[1])


@wrong("sequence 0's own outputs count")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x), model(nudged))


@wrong("sequence 0's outputs that you look at")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x)[0], model(nudged)[0])


@wrong("sequence 1 moves by its own inputs")
def leaks(model, x):
    nudged = x.clone()
    nudged[1] += 1
    return not torch.equal(model(x)[1], model(nudged)[1])


@wrong("sequence 1 moves by its own inputs")
def leaks(model, x):
    return not torch.equal(model(x)[1], model(x + 1)[1])


@wrong("step 0 of every sequence is nudged")
def leaks(model, x):
    nudged = x.clone()
    nudged[:, 0] += 1
    return not torch.equal(model(x)[1], model(nudged)[1])


@wrong("step 1 of every sequence is looked at")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x)[:, 1], model(nudged)[:, 1])


@wrong("the other way round")
def leaks(model, x):
    nudged = x.clone()
    nudged[1] += 1
    return not torch.equal(model(x)[0], model(nudged)[0])


@wrong("the wrong way round")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return torch.equal(model(x)[1], model(nudged)[1])


@wrong("changes can cancel")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return bool(abs(model(x)[1].mean() - model(nudged)[1].mean()) > 1e-6)


@wrong("expected True or False")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return (model(x)[1] - model(nudged)[1]).abs().max()


@wrong("got shape (4, 2), expected ()")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return model(x)[1] != model(nudged)[1]


@wrong("does it end with return")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    torch.equal(model(x)[1], model(nudged)[1])


@wrong("late outputs are not looked at")
def leaks(model, x):
    nudged = x.clone()
    nudged[0] += 1
    return not torch.equal(model(x)[1][:-1], model(nudged)[1][:-1])


@right
def shared_gradient(per_step):
    return sum(per_step)


@right
def shared_gradient(per_step):
    return np.einsum("tij->ij", per_step).tolist()


@right
def shared_gradient(per_step):
    total = 0 * per_step[0]
    for term in per_step:
        total += term
    return total.astype(np.float32)


@wrong("a mean over the steps")
def shared_gradient(per_step):
    return np.mean(per_step, axis=0)


@wrong("the last step's term alone")
def shared_gradient(per_step):
    return per_step[-1]


@wrong("the first step's term alone")
def shared_gradient(per_step):
    return per_step[0]


@wrong("a product over the steps")
def shared_gradient(per_step):
    return np.prod(per_step, axis=0)


@wrong("along the rows of W_hh")
def shared_gradient(per_step):
    return per_step.sum(axis=1)


@wrong("along the columns of W_hh")
def shared_gradient(per_step):
    return per_step.sum(axis=-1)


@wrong("one number for the whole matrix")
def shared_gradient(per_step):
    return np.sum(per_step)


@wrong("does it end with return")
def shared_gradient(per_step):
    per_step.sum(axis=0)


@right
def steps_to_forget(sizes, scales, orthogonal, inputs):
    rows, m = [], len(orthogonal)
    layer = RNN(1, m, seed=0)
    for s_1 in sizes:
        layer.parameters["W_hh"] = s_1 * orthogonal
        row = []
        for scale in scales:
            from_zeros, _ = layer.forward(scale * inputs)
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.sqrt(((from_ones - from_zeros)[:, 0] ** 2).sum(axis=-1))
            row.append(next(np.int64(t) for t, size in enumerate(gap, 1) if size < 1e-6))
        rows.append(row)
    return rows


@right
def steps_to_forget(sizes, scales, orthogonal, inputs):
    m = len(orthogonal)
    table = np.zeros((len(sizes), len(scales)))
    start, layer = np.array([[0.0] * m, [1.0] * m]), RNN(1, m, seed=0)
    for i, s_1 in enumerate(sizes):
        layer.parameters["W_hh"] = s_1 * orthogonal
        for j, scale in enumerate(scales):
            both, _ = layer.forward(np.repeat(scale * inputs, 2, axis=1), start)
            table[i, j] = 1 + np.sum(np.linalg.norm(both[:, 1] - both[:, 0], axis=-1) >= 1e-6)
    return table


@right
def steps_to_forget(sizes, scales, orthogonal, inputs):
    def count(s_1, scale):
        layer = RNN(1, len(orthogonal), seed=0)
        layer.parameters["W_hh"] = s_1 * orthogonal
        states, steps = [np.zeros((1, len(orthogonal))), np.ones((1, len(orthogonal)))], 0
        while np.linalg.norm(states[1] - states[0]) >= 1e-6:
            states = [layer.forward(scale * inputs[steps : steps + 1], state)[1] for state in states]
            steps += 1
        return steps

    return tuple(tuple(count(s_1, scale) for scale in scales) for s_1 in sizes)


@wrong("one step too few")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)))
    return table


@wrong("one step too many")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 2)
    return table


@wrong("the largest unit's difference")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.abs(from_zeros - from_ones).max(axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("the squared norm")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = ((from_zeros - from_ones) ** 2).sum(axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("the sum of the units' distances")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.abs(from_zeros - from_ones).sum(axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("a mean over units")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.abs(from_zeros - from_ones).mean(axis=(1, 2))
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("only the first unit's difference")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.abs(from_zeros - from_ones)[:, 0, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("W_hh is the layer's own")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for _sigma in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = layer.parameters["W_hh"]
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("W_hh is s_1 times the layer's own")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * layer.parameters["W_hh"]
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("s_1 does nothing")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for _sigma in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("scale does nothing")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for _scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("both runs start from one state")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return table


@wrong("rows and columns are exchanged")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return np.array(table).T


@wrong("got shape (4,), expected (2, 3), a row per s_1")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table, m = [], len(orthogonal)
    for s_1 in sizes:
        table.append([])
        for scale in scales:
            layer = RNN(1, m, seed=0)
            layer.parameters["W_hh"] = s_1 * orthogonal
            from_zeros, _ = layer.forward(scale * inputs, np.zeros((1, m)))
            from_ones, _ = layer.forward(scale * inputs, np.ones((1, m)))
            gap = np.linalg.norm(from_zeros - from_ones, axis=-1)[:, 0]
            table[-1].append(int(np.argmax(gap < 1e-6)) + 1)
    return np.ravel(table)[:4]


@wrong("that is the bound, the same for all inputs")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table = []
    for s_1 in sizes:
        bound = np.log(1e-6 / np.sqrt(len(orthogonal))) / np.log(s_1)
        table.append([bound for scale in scales])
    return table


@wrong("that is the bound rounded up")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table = []
    for s_1 in sizes:
        bound = np.log(1e-6 / np.sqrt(len(orthogonal))) / np.log(s_1)
        table.append([int(np.ceil(bound)) for scale in scales])
    return table


@wrong("that is the bound rounded down")
def steps_to_forget(sizes, scales, orthogonal, inputs):
    table = []
    for s_1 in sizes:
        bound = np.log(1e-6 / np.sqrt(len(orthogonal))) / np.log(s_1)
        table.append([int(bound) for scale in scales])
    return table
