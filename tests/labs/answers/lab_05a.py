"""Answers to the exercises of lab 5a."""

from tests.labs.answering import right, wrong


@right
def clipped(g, tau):
    norm = np.sqrt((g**2).sum())
    return g if norm <= tau else tau * g / norm


@right
def clipped(g, tau):
    g = {"g": g}
    clip_by_norm(g, tau)
    return g["g"]


@right
def clipped(g, tau):
    return list(g / max(1, np.linalg.norm(g) / tau))


@wrong("a short gradient is made longer")
def clipped(g, tau):
    return tau * g / np.linalg.norm(g)


@wrong("that is clipping by value")
def clipped(g, tau):
    return np.clip(g, -tau, tau)


@wrong("the size is that of the largest entry")
def clipped(g, tau):
    return g * min(1, tau / np.abs(g).max())


@wrong("the sum of the entries without their signs")
def clipped(g, tau):
    return g * min(1, tau / np.abs(g).sum())


@wrong("a root is missing")
def clipped(g, tau):
    return g * min(1, tau / (g @ g))


@wrong("the factor is upside down")
def clipped(g, tau):
    return g * max(1, np.linalg.norm(g) / tau)


@wrong("not multiplied by tau")
def clipped(g, tau):
    norm = np.linalg.norm(g)
    return g / norm if norm > tau else g


@wrong("do not drop it")
def clipped(g, tau):
    return g if np.linalg.norm(g) <= tau else np.zeros_like(g)


@wrong("nothing is shortened")
def clipped(g, tau):
    return g


@wrong("does it end with return")
def clipped(g, tau):
    g *= min(1, tau / np.linalg.norm(g))


@right
def back_through_cliff(w, h):
    T = len(h) - 1
    d_a, d_h = [0.0] * T, [0.0] * T
    carried = 2 * (h[T] - 0.7)
    for t in reversed(range(T)):
        d_h[t] = carried
        d_a[t] = carried * h[t + 1] * (1 - h[t + 1])
        carried = w * d_a[t]
    return d_h, d_a, sum(a * b for a, b in zip(d_a, h[:-1], strict=True)), sum(d_a)


@right
def back_through_cliff(w, h):
    slope = h[1:] - h[1:] ** 2
    T = len(slope)
    d_h = np.array([2 * (h[-1] - 0.7) * np.prod(w * slope[t + 1 :]) for t in range(T)])
    d_a = d_h * slope
    return d_h, d_a, d_a @ h[:-1], d_a.sum()


@wrong("line 1: the factor 2 of the square is missing")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = h[-1] - 0.7
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("line 1: the sign is turned")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (0.7 - h[-1])
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("leads through w, which is missing")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("only the last state has a gradient")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h = np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    d_a = d_h * h[1:] * (1 - h[1:])
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("line 2: the slope belongs to the state after")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t] * (1 - h[t])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("line 2: that is the slope of tanh")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * (1 - h[t + 1] ** 2)
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a.sum()


@wrong("line 2: the slope of the sigmoid is missing")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h = 2 * (h[-1] - 0.7) * w ** np.arange(T - 1, -1, -1)
    return d_h, d_h, (d_h * h[:-1]).sum(), d_h.sum()


@wrong("line 3: w meets the state before the step")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[1:]).sum(), d_a.sum()


@wrong("line 3: w acts at every step")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, d_a[-1] * h[-2], d_a.sum()


@wrong("lines 3 and 4: these are means over the steps")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).mean(), d_a.mean()


@wrong("line 4: b acts at every step")
def back_through_cliff(w, h):
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - 0.7)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, (d_a * h[:-1]).sum(), d_a[-1]


@wrong("expected 4: d_h, d_a, d_w, d_b")
def back_through_cliff(w, h):
    return cliff.gradient(w, -2.6)


@right
def diagnose(log):
    weight, loss, norm = (np.asarray(log[name]) for name in ("weight", "loss", "norm"))
    for k in range(1, len(weight)):
        if np.isnan(loss[k]):
            return k + 1, "data", "clean the data"
        if weight[k] > 2 * weight[k - 1]:
            break
    if norm[k] / np.median(norm[:k]) > 30:
        return (k + 1, "explosion", "clip")
    return (k + 1, "rate", "lower the rate")


@right
def diagnose(log):
    with np.errstate(invalid="ignore"):
        jump = ~(log["weight"][1:] <= 2 * log["weight"][:-1])
    k = int(np.argmax(jump)) + 1
    typical = np.median(log["norm"][:k])
    cause = "data" if np.isnan(log["loss"][k]) else "explosion" if log["norm"][k] > 30 * typical else "rate"
    return k + 1, cause, {"data": "clean the data", "explosion": "clip", "rate": "lower the rate"}[cause]


@wrong("the loss is no number any more; the harm was done before")
def diagnose(log):
    k = int(np.argmin(np.isfinite(log["loss"])))
    return k + 1, "explosion", "clip"


@wrong("the harm may have been done earlier still")
def diagnose(log):
    k = int(np.argmin(np.isfinite(log["loss"])))
    return k, "explosion", "clip"


@wrong("one step too few")
def diagnose(log):
    weight, loss, norm = log["weight"], log["loss"], log["norm"]
    k = next(k for k in range(1, len(loss)) if not weight[k] <= 2 * weight[k - 1])
    if not np.isfinite(loss[k]):
        return k, "data", "clean the data"
    if norm[k] > 30 * np.median(norm[:k]):
        return k, "explosion", "clip"
    return k, "rate", "lower the rate"


@wrong("one step too late")
def diagnose(log):
    weight, norm = log["weight"], log["norm"]
    k = next(k for k in range(1, len(norm)) if not weight[k] <= 2 * weight[k - 1])
    return k + 2, "explosion", "clip"


@wrong("every NaN is called an explosion")
def diagnose(log):
    weight = log["weight"]
    k = next(k for k in range(1, len(weight)) if not weight[k] <= 2 * weight[k - 1])
    return k + 1, "explosion", "clip"


@wrong("the remedy is always to clip")
def diagnose(log):
    weight, loss, norm = log["weight"], log["loss"], log["norm"]
    k = next(k for k in range(1, len(loss)) if not weight[k] <= 2 * weight[k - 1])
    if not np.isfinite(loss[k]):
        return k + 1, "data", "clip"
    return k + 1, "explosion" if norm[k] > 30 * np.median(norm[:k]) else "rate", "clip"


@wrong("steady growth is called an explosion")
def diagnose(log):
    weight, loss = log["weight"], log["loss"]
    k = next(k for k in range(1, len(loss)) if not weight[k] <= 2 * weight[k - 1])
    if not np.isfinite(loss[k]):
        return k + 1, "data", "clean the data"
    return k + 1, "explosion", "clip"


@wrong("an explosion is called a rate too high")
def diagnose(log):
    weight, loss = log["weight"], log["loss"]
    k = next(k for k in range(1, len(loss)) if not weight[k] <= 2 * weight[k - 1])
    if not np.isfinite(loss[k]):
        return k + 1, "data", "clean the data"
    return k + 1, "rate", "lower the rate"


@wrong("the first step at which the loss rises")
def diagnose(log):
    loss = log["loss"]
    k = next(k for k in range(1, len(loss)) if not loss[k] <= loss[k - 1])
    return k + 1, "explosion", "clip"


@wrong("expected 3: step, cause, remedy")
def diagnose(log):
    return "explosion", "clip"


@wrong("Python says: StopIteration")
def diagnose(log):
    weight, norm = log["weight"], log["norm"]
    k = next(k for k in range(1, len(norm)) if weight[k] > 2 * weight[k - 1])
    if norm[k] > 30 * np.median(norm[:k]):
        return k + 1, "explosion", "clip"
    return k + 1, "rate", "lower the rate"


@right
def scaled_step(p, scaled, scale, rate, tau):
    g = {"p": scaled / scale}
    if np.isnan(g["p"]).any() or np.isinf(g["p"]).any():
        return p, False
    clip_by_norm(g, tau)
    return p - rate * g["p"], True


@right
def scaled_step(p, scaled, scale, rate, tau):
    norm = np.linalg.norm(scaled)
    if not np.isfinite(norm):
        return p, False
    p -= rate * scaled / scale * min(1, tau * scale / norm)
    return p, True


@wrong("clipped before it was unscaled")
def scaled_step(p, scaled, scale, rate, tau):
    if not np.isfinite(scaled).all():
        return p, False
    g = scaled * min(1, tau / np.linalg.norm(scaled))
    return p - rate * g / scale, True


@wrong("never unscaled")
def scaled_step(p, scaled, scale, rate, tau):
    if not np.isfinite(scaled).all():
        return p, False
    return p - rate * scaled * min(1, tau / np.linalg.norm(scaled)), True


@wrong("multiplied by the scale")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled * scale
    if not np.isfinite(g).all():
        return p, False
    return p - rate * g * min(1, tau / np.linalg.norm(g)), True


@wrong("unscaled twice")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    g = g / scale
    return p - rate * g * min(1, tau / np.linalg.norm(g)), True


@wrong("clipped by value")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    return p - rate * np.clip(g, -tau, tau), True


@wrong("a short gradient is made longer")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    return p - rate * tau * g / np.linalg.norm(g), True


@wrong("not clipped")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    return p - rate * g, True


@wrong("the step goes up the gradient")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    return p + rate * g * min(1, tau / np.linalg.norm(g)), True


@wrong("the rate is missing")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    return p - g * min(1, tau / np.linalg.norm(g)), True


@wrong("no factor mends it")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    g = g * min(1, tau / np.linalg.norm(g))
    return p - rate * g, True


@wrong("no factor mends it")
def scaled_step(p, scaled, scale, rate, tau):
    g = np.nan_to_num(scaled / scale)
    return p - rate * g * min(1, tau / np.linalg.norm(g)), True


@wrong("expected 2: parameters, taken")
def scaled_step(p, scaled, scale, rate, tau):
    g = scaled / scale
    return p - rate * g * min(1, tau / np.linalg.norm(g))


@right
def fates(starts, thresholds):
    table = np.zeros((len(thresholds), 2))
    for i, tau in enumerate(thresholds):
        for start in starts:
            point = start
            for _ in range(200):
                point, _ = cliff.step(point, 0.5, tau)
            table[i] += [np.hypot(*(point - start)) > 10, cliff.loss(*point) < 0.01]
    return table / len(starts)


@right
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        (w, b), (w_0, b_0) = starts.T, starts.T
        for _ in range(200):
            g = cliff.gradient(w, b)
            g = g * np.minimum(1, tau / np.maximum(np.hypot(*g), 1e-30))
            w, b = w - 0.5 * g[0], b - 0.5 * g[1]
        rows.append((np.mean(np.hypot(w - w_0, b - b_0) > 10), np.mean(cliff.loss(w, b) < 0.01)))
    return rows


@wrong("the columns are exchanged")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([(cliff.loss(*ends.T) < 0.01).mean(), thrown.mean()])
    return np.array(rows)


@wrong("these are counts")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([thrown.sum(), (cliff.loss(*ends.T) < 0.01).sum()])
    return np.array(rows)


@wrong("every threshold does the same")
def fates(starts, thresholds):
    rows = []
    for _ in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([thrown.mean(), (cliff.loss(*ends.T) < 0.01).mean()])
    return np.array(rows)


@wrong("the share that has not arrived")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([thrown.mean(), (cliff.loss(*ends.T) >= 0.01).mean()])
    return np.array(rows)


@wrong("the share that was not thrown off")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) <= 10
        rows.append([thrown.mean(), (cliff.loss(*ends.T) < 0.01).mean()])
    return np.array(rows)


@wrong("a rate of 0.1, expected 0.5")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.1, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([thrown.mean(), (cliff.loss(*ends.T) < 0.01).mean()])
    return np.array(rows)


@wrong("expected (3, 2), a row per threshold")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([thrown.mean(), (cliff.loss(*ends.T) < 0.01).mean()])
    return np.array(rows)[0]


@wrong("percentages")
def fates(starts, thresholds):
    rows = []
    for tau in thresholds:
        ends = np.array([cliff.path(point, 0.5, 200, tau)[0][-1] for point in starts])
        thrown = np.linalg.norm(ends - starts, axis=1) > 10
        rows.append([100 * thrown.mean(), 100 * (cliff.loss(*ends.T) < 0.01).mean()])
    return np.array(rows)
