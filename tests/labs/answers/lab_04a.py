"""Answers to the exercises of lab 4a."""

from tests.labs.answering import right, wrong


@right
def jacobian_of_a(W_hh, a):
    return W_hh @ np.diag(1 - np.tanh(a) ** 2)


@right
def jacobian_of_a(W_hh, a):
    return W_hh / np.cosh(a)[None] ** 2


@right
def jacobian_of_a(W_hh, a):
    return np.einsum('ij,j->ij', W_hh, 1 - np.tanh(a) * np.tanh(a)).tolist()


@right
def jacobian_of_a(W_hh, a):
    rows = np.empty((len(a), len(a)))
    for i in range(len(a)):
        for l in range(len(a)):
            rows[i, l] = W_hh[i, l] * (1 - np.tanh(a[l]) ** 2)
    return rows


@right
def jacobian_of_a(W_hh, a):
    a = torch.tensor(a)
    return torch.autograd.functional.jacobian(lambda a: torch.tensor(W_hh) @ torch.tanh(a), a)


@wrong("the slopes multiply the rows")
def jacobian_of_a(W_hh, a):
    return np.diag(1 - np.tanh(a) ** 2) @ W_hh


@wrong("rows and columns are exchanged")
def jacobian_of_a(W_hh, a):
    return np.diag(1 - np.tanh(a) ** 2) @ W_hh.T


@wrong("neither layout")
def jacobian_of_a(W_hh, a):
    return W_hh.T @ np.diag(1 - np.tanh(a) ** 2)


@wrong("the slope of tanh is missing")
def jacobian_of_a(W_hh, a):
    return W_hh


@wrong("the slopes alone")
def jacobian_of_a(W_hh, a):
    return np.diag(1 - np.tanh(a) ** 2)


@wrong("has not gone through the tanh yet")
def jacobian_of_a(W_hh, a):
    return W_hh * (1 - a**2)


@wrong("that is tanh, expected its slope")
def jacobian_of_a(W_hh, a):
    return W_hh * np.tanh(a)


@wrong("the square is missing")
def jacobian_of_a(W_hh, a):
    return W_hh * (1 - np.tanh(a))


@wrong("each column keeps its own slope")
def jacobian_of_a(W_hh, a):
    return W_hh @ (1 - np.tanh(a) ** 2)


@wrong("does it end with return")
def jacobian_of_a(W_hh, a):
    print(W_hh * (1 - np.tanh(a) ** 2))


@wrong("your function stopped")
def jacobian_of_a(W_hh, a):
    return W_hh * (1 - torch.tanh(a) ** 2)


@right
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@right
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = [sum(d_h[t] @ np.linalg.multi_dot([np.eye(len(h[0])), np.eye(len(h[0])), *J[j + 1 : t + 1][::-1]])
                 for t in range(j, T)) for j in range(T)]
    delta, back = [], 0 * d_h[0]
    for j in reversed(range(T)):
        back = d_h[j] + back
        delta.insert(0, back)
        back = J[j].T @ back
    per_step = [np.outer(d * (1 - h_j**2), h_b) for d, h_j, h_b in zip(delta, h, before, strict=True)]
    return [inner, delta, per_step, sum(per_step)]


@right
def regrouped(h, before, d_h, J):
    T, m = h.shape
    inner = np.zeros((T, m))
    for t in range(T):
        row = d_h[t].copy()
        for j in range(t, -1, -1):
            inner[j] += row
            row = row @ J[j]
    delta = d_h
    for j in reversed(range(T - 1)):
        delta[j] += J[j + 1].T @ delta[j + 1]
    own = np.eye(m)[None, :, :, None] * (1 - h**2)[:, :, None, None] * before[:, None, None, :]
    per_step = np.einsum("si,sijl->sjl", delta, own)
    return inner, delta, per_step, np.einsum("sjl->jl", per_step)


@wrong("lines 1 and 2: a row meets J itself")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = J[l] @ row
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + J[j + 1] @ delta[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: a row meets J itself")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l].T
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 2: a row meets J itself")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + J[j + 1] @ delta[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: the factors stand in the other order")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(j + 1, t + 1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("the step's own loss is missing, the sum begins at t = j")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j + 1, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: one factor too many")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j - 1, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: one factor too few")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j + 1, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: only the last loss is sent back")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in [T - 1]:
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 1: no factor at all")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = 1 * row + 0 * l
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 2: the step's own loss is lost")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 2: J of step j leads into that state")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 2: nothing comes back")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("all later ones must come with it")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + d_h[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 3: the slope of tanh is missing")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j], before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 3: the slope belongs to the state after")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - before[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 3: W_hh multiplied the state before")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), h[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 3: rows and columns are exchanged")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(before[j], delta[j] * (1 - h[j] ** 2))
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 4: a mean over the steps")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.mean(axis=0)
    return inner, delta, per_step, gradient


@wrong("line 4: one step alone")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step[-1]
    return inner, delta, per_step, gradient


@wrong("line 4: one number")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum()
    return inner, delta, per_step, gradient


@wrong("got 3 things, expected 4")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    return inner, delta, per_step


@wrong("per_step: got shape (4, 3), expected (4, 3, 3)")
def regrouped(h, before, d_h, J):
    T = len(h)
    inner = np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in range(T - 2, -1, -1):
        delta[j] = d_h[j] + delta[j + 1] @ J[j + 1]
    per_step = np.zeros((T, *J[0].shape))
    for j in range(T):
        per_step[j] = np.outer(delta[j] * (1 - h[j] ** 2), before[j])
    gradient = per_step.sum(axis=0)
    return inner, delta, per_step[:, :, 0], gradient


@right
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@right
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, found, total = np.zeros((m, m * d)), [], 0
    for h_t, d_h_t, x_t in zip(h, d_h, x, strict=True):
        slope = np.diag(1 - h_t**2)
        P = np.kron(slope, x_t) + slope @ W_hh @ P
        total += d_h_t @ P
        found.append(total.reshape(m, d).copy())
    return found


@right
def so_far(W_hh, h, d_h, x):
    T, m = h.shape
    found = np.zeros((T, m, x.shape[1]))
    for t in range(T):  # backwards, from each step
        row = d_h[t]
        for j in range(t, -1, -1):
            row = row * (1 - h[j] ** 2)
            found[t:] += np.outer(row, x[j])
            row = row @ W_hh
    return found


@wrong("only a step's own input counts")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("the Jacobian is missing")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + P
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("meets W_hh alone")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("slopes at the columns")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = W_hh @ np.diag(1 - h[t] ** 2)
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("the Jacobian is transposed")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ji,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("passes through J as well")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = np.einsum("ij,jkl->ikl", J, P + own)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("the slope of tanh is missing from the immediate part")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("zero unless both are the same unit")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, :] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("each step's own loss alone")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("every entry is the last sum")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total += np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found)


@wrong("got the last sum alone")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return total


@wrong("a mean over the steps so far")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total / (t + 1))
    return np.array(found)


@wrong("in the order of a way back")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    return np.array(found[::-1])


@wrong("each gradient is transposed")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total.T)
    return np.array(found)


@wrong("does it end with return")
def so_far(W_hh, h, d_h, x):
    m, d = len(W_hh), x.shape[1]
    P, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for t in range(len(x)):
        J = np.diag(1 - h[t] ** 2) @ W_hh
        own = np.zeros((m, m, d))
        for i in range(m):
            own[i, i] = (1 - h[t, i] ** 2) * x[t]
        P = own + np.einsum("ij,jkl->ikl", J, P)
        total = total + np.einsum("i,ikl->kl", d_h[t], P)
        found.append(total)
    np.array(found)


@right
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@right
def step_lengths(lengths, mean_gradient, rate, threshold):
    table = np.zeros((len(lengths), 4))
    for i, T in enumerate(lengths):
        columns = ((1, 1, 1), (T, 1, 1), (T, T, 1), (T, T, T))
        for l, (times, divided, higher) in enumerate(columns):
            g = {name: times * part for name, part in mean_gradient(T).items()}
            norm = global_norm(g)
            factor = min(1, higher * threshold / norm)
            table[i, l] = global_norm({name: rate / divided * factor * part for name, part in g.items()})
    return table


@right
def step_lengths(lengths, mean_gradient, rate, threshold):
    from utils.gradients import clip_by_norm

    def step(g, rate, threshold):
        clip_by_norm(g, threshold)
        return rate * np.linalg.norm(np.concatenate([part.ravel() for part in g.values()]))

    def summed(T):
        return {name: T * part for name, part in mean_gradient(T).items()}

    return [(step(mean_gradient(T), rate, threshold), step(summed(T), rate, threshold),
             step(summed(T), rate / T, threshold), step(summed(T), rate / T, T * threshold)) for T in lengths]


@wrong("the largest entry of the gradients")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = max(np.abs(part).max() for part in g.values())
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@wrong("the squared norm")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = sum((part**2).sum() for part in g.values())
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@wrong("the norms of the parameters are added up")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = sum(np.linalg.norm(part) for part in g.values())
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@wrong("only one parameter's norm")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.linalg.norm(g['W_hh'])
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@wrong("rows and columns are exchanged")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows).T


@wrong("nothing is clipped")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * n, rate * T * n,
                     rate / T * T * n, rate / T * T * n])
    return np.array(rows)


@wrong("every step is as long as the threshold allows")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        rows.append([rate * threshold, rate * threshold,
                     rate / T * threshold, rate / T * T * threshold])
    return np.array(rows)


@wrong("that is max, expected min")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * max(n, threshold), rate * max(T * n, threshold),
                     rate / T * max(T * n, threshold), rate / T * max(T * n, T * threshold)])
    return np.array(rows)


@wrong("the rate is missing from the step")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        n = global_norm(mean_gradient(T))
        rows.append([min(n, threshold), min(T * n, threshold), min(T * n, threshold), min(T * n, T * threshold)])
    return rows


@wrong("the rate is applied before the clipping")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        n = global_norm(mean_gradient(T))
        rows.append([min(rate * n, threshold), min(rate * T * n, threshold), min(rate / T * T * n, threshold),
                     min(rate / T * T * n, T * threshold)])
    return rows


@wrong("the sum's gradient is T times the mean's; yours is the same")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(n, threshold),
                     rate / T * min(n, threshold), rate / T * min(n, T * threshold)])
    return np.array(rows)


@wrong("yours is the mean's divided by T")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(n / T, threshold),
                     rate / T * min(n / T, threshold), rate / T * min(n / T, T * threshold)])
    return np.array(rows)


@wrong("column 3: the rate")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)


@wrong("column 4: the threshold is to be multiplied")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, threshold)])
    return np.array(rows)


@wrong("column 4: the threshold is divided")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, threshold / T)])
    return np.array(rows)


@wrong("each parameter is clipped by its own norm")
def step_lengths(lengths, mean_gradient, rate, threshold):
    def step(g, rate, threshold):
        return rate * np.sqrt(sum(min(np.linalg.norm(part), threshold) ** 2 for part in g.values()))

    rows = []
    for T in lengths:
        g = mean_gradient(T)
        j = {name: T * part for name, part in g.items()}
        rows.append([step(g, rate, threshold), step(j, rate, threshold), step(j, rate / T, threshold),
                     step(j, rate / T, T * threshold)])
    return rows


@wrong("a row per length, four columns")
def step_lengths(lengths, mean_gradient, rate, threshold):
    rows = []
    for T in lengths:
        g = mean_gradient(T)
        n = np.sqrt(sum((part**2).sum() for part in g.values()))
        rows.append([rate * min(n, threshold), rate * min(T * n, threshold),
                     rate / T * min(T * n, threshold), rate / T * min(T * n, T * threshold)])
    return np.array(rows)[:, :3]
