"""Answers to the exercises of lab 7d."""

from tests.labs.answering import right, wrong


@right
def hoisted_loop(x, W_x, W_h, b):
    m = W_h.shape[1]
    a = torch.einsum("tbd,kd->tbk", x, W_x) + b
    h, c, outputs = torch.zeros(x.shape[1], m, dtype=x.dtype), torch.zeros(x.shape[1], m, dtype=x.dtype), []
    for t in range(len(x)):
        s = torch.addmm(a[t], h, W_h.T)
        i, f, o, g = s[:, :m].sigmoid(), s[:, m:2 * m].sigmoid(), s[:, 2 * m:3 * m].sigmoid(), s[:, 3 * m:].tanh()
        c = c * f + g * i
        h = c.tanh() * o
        outputs.append(h)
    return torch.stack(outputs)


@right
def hoisted_loop(x, W_x, W_h, b):
    T, B, _ = x.shape
    m = len(b) // 4
    a = torch.addmm(b, x.reshape(T * B, -1), W_x.T).reshape(T, B, 4, m)
    outputs, h, c = torch.empty(T, B, m, dtype=x.dtype), torch.zeros(B, m, dtype=x.dtype), 0
    for t in range(T):
        i, f, o, g = (a[t] + (h @ W_h.T).reshape(B, 4, m)).unbind(dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = outputs[t] = torch.sigmoid(o) * torch.tanh(c)
    return outputs


@wrong("each further step makes 2 products")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for x_t in x:
        i, f, o, g = (x_t @ W_x.T + b + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("each further step makes 4 products")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, o, g = (a + h @ W.T for a, W in zip(a_t.chunk(4, dim=1), W_h.chunk(4), strict=True))
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("you read them as i, f, g, o")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, g, o = (a_t + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("h never goes on")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, o, g = (a_t + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        outputs.append(torch.sigmoid(o) * torch.tanh(c))
    return torch.stack(outputs)


@wrong("the bias is missing")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T:
        i, f, o, g = (a_t + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("the bias is added twice")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, o, g = (a_t + h @ W_h.T + b).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("h shows c itself")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, o, g = (a_t + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * c
        outputs.append(h)
    return torch.stack(outputs)


@wrong("the candidate goes through a sigmoid")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + b:
        i, f, o, g = torch.sigmoid(a_t + h @ W_h.T).chunk(4, dim=1)
        c = f * c + i * g
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs)


@wrong("all T are wanted")
def hoisted_loop(x, W_x, W_h, b):
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    for a_t in x @ W_x.T + b:
        i, f, o, g = (a_t + h @ W_h.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    return h


@right
def way_back(d_h, d_c, gates, before, c):
    m = c.shape[1]
    i, f, o, g = (gates[:, k * m:(k + 1) * m] for k in range(4))
    through = d_c + d_h * o / torch.cosh(c) ** 2
    d_a = torch.empty_like(gates)
    d_a[:, :m] = through * g * (i - i**2)
    d_a[:, m:2 * m] = through * before * (f - f**2)
    d_a[:, 2 * m:3 * m] = d_h * torch.tanh(c) * (o - o**2)
    d_a[:, 3 * m:] = through * i * (1 - g) * (1 + g)
    return d_a, f * through


@right
def way_back(d_h, d_c, gates, before, c):
    a = torch.cat([torch.logit(gates[:, :3 * c.shape[1]]), torch.atanh(gates[:, 3 * c.shape[1]:])], dim=1)
    a, before = a.detach().requires_grad_(), before.detach().requires_grad_()
    i, f, o = torch.sigmoid(a[:, :3 * c.shape[1]]).chunk(3, dim=1)
    new = f * before + i * torch.tanh(a[:, 3 * c.shape[1]:])
    return torch.autograd.grad((o * torch.tanh(new) * d_h + new * d_c).sum(), (a, before))


@wrong("from the step after is missing")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_h * o * (1 - shown**2)
    return torch.cat([delta * g * i * (1 - i), delta * before * f * (1 - f), d_h * shown * o * (1 - o),
                      delta * i * (1 - g**2)], dim=1), delta * f


@wrong("reaches c_t too")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    return torch.cat([d_c * g * i * (1 - i), d_c * before * f * (1 - f), d_h * torch.tanh(c) * o * (1 - o),
                      d_c * i * (1 - g**2)], dim=1), d_c * f


@wrong("the slope of tanh(c) is missing")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    delta = d_c + d_h * o
    return torch.cat([delta * g * i * (1 - i), delta * before * f * (1 - f), d_h * torch.tanh(c) * o * (1 - o),
                      delta * i * (1 - g**2)], dim=1), delta * f


@wrong("gets its share through the gate f")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    return torch.cat([delta * g * i * (1 - i), delta * before * f * (1 - f), d_h * shown * o * (1 - o),
                      delta * i * (1 - g**2)], dim=1), delta


@wrong("multiplied c_{t-1}, not c_t")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    return torch.cat([delta * g * i * (1 - i), delta * c * f * (1 - f), d_h * shown * o * (1 - o),
                      delta * i * (1 - g**2)], dim=1), delta * f


@wrong("multiplied tanh(c_t), not c_t")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    delta = d_c + d_h * o * (1 - torch.tanh(c)**2)
    return torch.cat([delta * g * i * (1 - i), delta * before * f * (1 - f), d_h * c * o * (1 - o),
                      delta * i * (1 - g**2)], dim=1), delta * f


@wrong("another order than i, f, o, g")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    return torch.cat([delta * g * i * (1 - i), delta * before * f * (1 - f), delta * i * (1 - g**2),
                      d_h * shown * o * (1 - o)], dim=1), delta * f


@wrong("so their slopes are missing")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    return torch.cat([delta * g, delta * before, d_h * shown, delta * i], dim=1), delta * f


@wrong("its slope is 1 - g^2")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    got = torch.cat([delta * g, delta * before, d_h * shown, delta * i], dim=1)
    return got * gates * (1 - gates), delta * f


@wrong("expected 2")
def way_back(d_h, d_c, gates, before, c):
    i, f, o, g = gates.chunk(4, dim=1)
    shown = torch.tanh(c)
    delta = d_c + d_h * o * (1 - shown**2)
    return (delta * g * i * (1 - i), delta * before * f * (1 - f), d_h * shown * o * (1 - o),
            delta * i * (1 - g**2), delta * f)


@right
def share_of_peak(operations, moved, peak, bandwidth):
    return operations / peak / max(operations / peak, moved / bandwidth)


@right
def share_of_peak(operations, moved, peak, bandwidth):
    reached = min(peak, operations / moved * bandwidth)
    return reached / peak


@right
def share_of_peak(operations, moved, peak, bandwidth):
    intensity, ridge = operations / moved, peak / bandwidth
    return 1.0 if intensity >= ridge else intensity / ridge


@wrong("the share ends at 1")
def share_of_peak(operations, moved, peak, bandwidth):
    return operations / moved / (peak / bandwidth)


@wrong("the roof is the smaller")
def share_of_peak(operations, moved, peak, bandwidth):
    return max(1, operations / moved / (peak / bandwidth))


@wrong("it is operations per byte")
def share_of_peak(operations, moved, peak, bandwidth):
    return min(1, moved / operations / (peak / bandwidth))


@wrong("it is peak over bandwidth")
def share_of_peak(operations, moved, peak, bandwidth):
    return min(1, operations / moved / (bandwidth / peak))


@wrong("wanted is its share of the peak")
def share_of_peak(operations, moved, peak, bandwidth):
    return min(peak, operations / moved * bandwidth)


@wrong("that is the intensity")
def share_of_peak(operations, moved, peak, bandwidth):
    return operations / moved


@wrong("that is a time")
def share_of_peak(operations, moved, peak, bandwidth):
    return max(operations / peak, moved / bandwidth)


@wrong("as if one waited for the other")
def share_of_peak(operations, moved, peak, bandwidth):
    return operations / peak / (operations / peak + moved / bandwidth)


@right
def what_binds(launches, batches, m, launch_seconds, card):
    found = np.empty((len(launches), len(batches)))
    for row, n in enumerate(launches):
        for column, B in enumerate(batches):
            seconds = 8 * B * m**2 / card.peak
            moving = 4 * (4 * m**2 + 6 * B * m) / card.bandwidth
            found[row, column] = seconds / max(seconds, moving, n * launch_seconds)
    return found


@right
def what_binds(launches, batches, m, launch_seconds, card):
    B, n = np.array(batches), np.array(launches)[:, None]
    at_peak = 8 * B * m**2 / card.peak
    moving = 4 * (4 * m**2 + 6 * B * m) / card.bandwidth
    return at_peak / np.maximum(np.maximum(at_peak, moving), n * launch_seconds)


@wrong("a row is a number of launches")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m), card, n, launch_seconds)
             for n in launches] for B in batches]


@wrong("the slowest alone decides")
def what_binds(launches, batches, m, launch_seconds, card):
    B, n = np.array(batches), np.array(launches)[:, None]
    at_peak = 8 * B * m**2 / card.peak
    return at_peak / (at_peak + 4 * (4 * m**2 + 6 * B * m) / card.bandwidth + n * launch_seconds)


@wrong("the launches cost nothing here")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m), card) for B in batches]
            for n in launches]


@wrong("memory costs nothing here")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[roofline.share(roofline.step_operations(B, m), 0, card, n, launch_seconds) for B in batches]
            for n in launches]


@wrong("count its bytes")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m, False), card, n, launch_seconds)
             for B in batches] for n in launches]


@wrong("a row's own number is wanted")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m), card, 1, launch_seconds)
             for B in batches] for n in launches]


@wrong("a share is at most 1")
def what_binds(launches, batches, m, launch_seconds, card):
    return [[1 / roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m), card, n, launch_seconds)
             for B in batches] for n in launches]


@wrong("got shape")
def what_binds(launches, batches, m, launch_seconds, card):
    return [roofline.share(roofline.step_operations(B, m), roofline.step_bytes(B, m), card, launches[0], launch_seconds)
            for B in batches]
