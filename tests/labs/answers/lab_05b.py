"""Answers to the exercises of lab 5b."""

from tests.labs.answering import right, wrong


@right
def gone_back(t, every, back):
    return t - np.maximum(0, np.ceil(t / every).astype(int) * every - back)


@right
def gone_back(t, every, back):
    return np.minimum(t, back - (-t) % every)


@right
def gone_back(t, every, back):
    found = []
    for step in t:
        end = step
        while end % every:
            end += 1
        found.append(sum(1 for j in range(1, step + 1) if j > end - back))
    return found


@wrong("one too few")
def gone_back(t, every, back):
    return t - np.maximum(0, np.ceil(t / every).astype(int) * every - back) - 1


@wrong("share one start")
def gone_back(t, every, back):
    return np.minimum(t, back)


@wrong("before the first step there is nothing")
def gone_back(t, every, back):
    return t - (np.ceil(t / every).astype(int) * every - back)


@wrong("where is back")
def gone_back(t, every, back):
    return (t - 1) % every + 1


@wrong("taken for the next block's")
def gone_back(t, every, back):
    return t - np.maximum(0, (t // every + 1) * every - back)


@wrong("expected from its end")
def gone_back(t, every, back):
    return t - np.maximum(0, (t - 1) // every * every - back)


@wrong("that is where the gradient stops")
def gone_back(t, every, back):
    return np.maximum(0, np.ceil(t / every).astype(int) * every - back)


@right
def truncated_gradient(layer, x, d_outputs, window):
    total, state = np.zeros_like(layer.parameters["W_hh"]), layer.zero_state(x.shape[1])
    while len(x):
        _, state = layer.forward(x[:window], state)
        layer.backward(d_outputs[:window])
        total += layer.gradients["W_hh"]
        x, d_outputs = x[window:], d_outputs[window:]
    return total


@right
def truncated_gradient(layer, x, d_outputs, window):
    outputs, _ = layer.forward(x)
    parts = []
    for first in range(0, len(x), window):
        layer.forward(x[first:first + window], outputs[first - 1] if first else None)
        layer.backward(d_outputs[first:first + window], None)
        parts.append(layer.gradients["W_hh"])
    return np.sum(parts, axis=0)


@wrong("every window starts from zero")
def truncated_gradient(layer, x, d_outputs, window):
    total = 0
    for first in range(0, len(x), window):
        layer.forward(x[first:first + window])
        layer.backward(d_outputs[first:first + window])
        total = total + layer.gradients["W_hh"]
    return total


@wrong("they are added up")
def truncated_gradient(layer, x, d_outputs, window):
    state = None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        layer.backward(d_outputs[first:first + window])
    return layer.gradients["W_hh"]


@wrong("expected their sum")
def truncated_gradient(layer, x, d_outputs, window):
    parts, state = [], None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        layer.backward(d_outputs[first:first + window])
        parts.append(layer.gradients["W_hh"])
    return np.mean(parts, axis=0)


@wrong("fill no window")
def truncated_gradient(layer, x, d_outputs, window):
    total, state = 0, None
    for n in range(len(x) // window):
        _, state = layer.forward(x[n * window:(n + 1) * window], state)
        layer.backward(d_outputs[n * window:(n + 1) * window])
        total = total + layer.gradients["W_hh"]
    return total


@wrong("nothing is cut")
def truncated_gradient(layer, x, d_outputs, window):
    layer.forward(x)
    layer.backward(d_outputs)
    return layer.gradients["W_hh"]


@wrong("it stops at a window's start")
def truncated_gradient(layer, x, d_outputs, window):
    total, state, d_state = 0, None, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
        total = total + layer.gradients["W_hh"]
    return total


@wrong("returns nothing")
def truncated_gradient(layer, x, d_outputs, window):
    total, state = 0, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        layer.backward(d_outputs[first:first + window])
        total = total + layer.gradients["W_hh"]


@right
def checkpointed_gradient(layer, x, d_outputs, window):
    kept, total, d_state = {0: None}, 0, None
    for first in range(0, len(x) - window, window):
        kept[first + window] = layer.forward(x[first:first + window], kept[first])[1]
    for first in sorted(kept, reverse=True):
        layer.forward(x[first:first + window], kept[first])
        d_state = layer.backward(d_outputs[first:first + window], d_state)[1]
        total = total + layer.gradients["W_hh"]
    return total


@right
def checkpointed_gradient(layer, x, d_outputs, window):
    def back(x, d_outputs, state):
        _, after = layer.forward(x[:window], state)
        total, d_state = back(x[window:], d_outputs[window:], after) if len(x) > window else (0, None)
        layer.forward(x[:window], state)
        _, d_state = layer.backward(d_outputs[:window], d_state)
        return total + layer.gradients["W_hh"], d_state

    return back(x, d_outputs, layer.zero_state(x.shape[1]))[0]


@wrong("the layer read 11 steps at once")
def checkpointed_gradient(layer, x, d_outputs, window):
    layer.forward(x)
    layer.backward(d_outputs)
    return layer.gradients["W_hh"]


@wrong("keep the states")
def checkpointed_gradient(layer, x, d_outputs, window):
    total, d_state = 0, None
    for first in reversed(range(0, len(x), window)):
        state = None
        for before in range(0, first, window):
            _, state = layer.forward(x[before:before + window], state)
        layer.forward(x[first:first + window], state)
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
        total = total + layer.gradients["W_hh"]
    return total


@wrong("the gradient stops at each window")
def checkpointed_gradient(layer, x, d_outputs, window):
    total, state = 0, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        layer.backward(d_outputs[first:first + window])
        total = total + layer.gradients["W_hh"]
    return total


@wrong("which state did it start from")
def checkpointed_gradient(layer, x, d_outputs, window):
    total, d_state = 0, None
    for first in reversed(range(0, len(x), window)):
        layer.forward(x[first:first + window])
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
        total = total + layer.gradients["W_hh"]
    return total


@wrong("from the state at their end")
def checkpointed_gradient(layer, x, d_outputs, window):
    states, state, total, d_state = [], None, 0, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        states.append(state)
    for first in reversed(range(0, len(x), window)):
        layer.forward(x[first:first + window], states.pop())
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
        total = total + layer.gradients["W_hh"]
    return total


@wrong("what comes later hands back")
def checkpointed_gradient(layer, x, d_outputs, window):
    state, total, d_state = None, 0, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first:first + window], state)
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
        total = total + layer.gradients["W_hh"]
    return total


@wrong("first window's gradient alone")
def checkpointed_gradient(layer, x, d_outputs, window):
    states, d_state = [None], None
    for first in range(0, len(x) - window, window):
        states.append(layer.forward(x[first:first + window], states[-1])[1])
    for first in reversed(range(0, len(x), window)):
        layer.forward(x[first:first + window], states.pop())
        _, d_state = layer.backward(d_outputs[first:first + window], d_state)
    return layer.gradients["W_hh"]


@right
def least_memory(T, a, b, w):
    return a * T / w + b * w, b - a * T / w**2, (a * T / b) ** 0.5, 2 * (a * b * T) ** 0.5


@right
def least_memory(T, a, b, w):
    best = np.sqrt(T * a / b)
    return np.array([T / w * a + w * b, -a * T * w**-2.0 + b, best, T / best * a + best * b])


@wrong("a and b are exchanged")
def least_memory(T, a, b, w):
    return b * T / w + a * w, a - b * T / w**2, (b * T / a) ** 0.5, 2 * (a * b * T) ** 0.5


@wrong("line 1: T = 900")
def least_memory(T, a, b, w):
    return a * T / w + b * T, -a * T / w**2, (a * T / b) ** 0.5, 2 * (a * b * T) ** 0.5


@wrong("line 2: the sign is turned")
def least_memory(T, a, b, w):
    return a * T / w + b * w, a * T / w**2 - b, (a * T / b) ** 0.5, 2 * (a * b * T) ** 0.5


@wrong("line 2: got")
def least_memory(T, a, b, w):
    return a * T / w + b * w, b - a * T / w, (a * T / b) ** 0.5, 2 * (a * b * T) ** 0.5


@wrong("line 3: at your best window")
def least_memory(T, a, b, w):
    return a * T / w + b * w, b - a * T / w**2, T**0.5, 2 * (a * b * T) ** 0.5


@wrong("line 3: at your best window")
def least_memory(T, a, b, w):
    return a * T / w + b * w, b - a * T / w**2, a * T / b, 2 * (a * b * T) ** 0.5


@wrong("line 4: got")
def least_memory(T, a, b, w):
    return a * T / w + b * w, b - a * T / w**2, (a * T / b) ** 0.5, (a * b * T) ** 0.5


@wrong("expected four numbers")
def least_memory(T, a, b, w):
    return a * T / w + b * w


@right
def kept_directions(biases, windows, x, y):
    table = np.empty((len(biases), len(windows)))
    for row, bias in enumerate(biases):
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        whole = of_state(truncated(network, mean_squared_error, x, y, len(x))[1])
        for column, window in enumerate(windows):
            part = of_state(truncated(network, mean_squared_error, x, y, window)[1])
            table[row, column] = np.sum(part * whole) / np.sqrt(np.sum(part**2) * np.sum(whole**2))
    return table


@right
def kept_directions(biases, windows, x, y):
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        units = []
        for window in [len(x), *windows]:
            gradients = by_windows(network, x, y, window)[1]
            flat = np.concatenate([gradients[f"layer.W_h{gate}"].ravel() for gate in "fiog"])
            units.append(flat / np.linalg.norm(flat))
        rows.append([units[0] @ unit for unit in units[1:]])
    return rows


@wrong("divide by both norms")
def kept_directions(biases, windows, x, y):
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        parts = [of_state(truncated(network, mean_squared_error, x, y, w)[1]) for w in [len(x), *windows]]
        rows.append([part @ parts[0] for part in parts[1:]])
    return np.array(rows)


@wrong("the ratio of the norms")
def kept_directions(biases, windows, x, y):
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        parts = [of_state(truncated(network, mean_squared_error, x, y, w)[1]) for w in [len(x), *windows]]
        rows.append([np.linalg.norm(part) / np.linalg.norm(parts[0]) for part in parts[1:]])
    return np.array(rows)


@wrong("rows and columns are exchanged")
def kept_directions(biases, windows, x, y):
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        parts = [of_state(truncated(network, mean_squared_error, x, y, w)[1]) for w in [len(x), *windows]]
        rows.append([cosine(part, parts[0]) for part in parts[1:]])
    return np.transpose(rows)


@wrong("expected those whose names begin with layer.W_h")
def kept_directions(biases, windows, x, y):
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        found = [truncated(network, mean_squared_error, x, y, w)[1] for w in [len(x), *windows]]
        parts = [np.concatenate([g.ravel() for g in gradients.values()]) for gradients in found]
        rows.append([cosine(part, parts[0]) for part in parts[1:]])
    return np.array(rows)


@wrong("the state goes on")
def kept_directions(biases, windows, x, y):
    def fresh(network, w):
        return sum(len(x[a:a + w]) * of_state(truncated(network, mean_squared_error, x[a:a + w], y[a:a + w], w)[1])
                   for a in range(0, len(x), w))

    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        whole = fresh(network, len(x))
        rows.append([cosine(fresh(network, w), whole) for w in windows])
    return np.array(rows)


@wrong("forget_bias does nothing")
def kept_directions(biases, windows, x, y):
    rows = []
    for _ in biases:
        network = Network(LSTM(2, 16, seed=0), Affine(16, 2, seed=0))
        parts = [of_state(truncated(network, mean_squared_error, x, y, w)[1]) for w in [len(x), *windows]]
        rows.append([cosine(part, parts[0]) for part in parts[1:]])
    return np.array(rows)


@wrong("got shape")
def kept_directions(biases, windows, x, y):
    network = Network(LSTM(2, 16, seed=0, forget_bias=biases[0]), Affine(16, 2, seed=0))
    parts = [of_state(truncated(network, mean_squared_error, x, y, w)[1]) for w in [len(x), *windows]]
    return np.array([cosine(part, parts[0]) for part in parts[1:]])
