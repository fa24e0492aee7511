"""Answers to the exercises of lab 4b."""

from tests.labs.answering import right, wrong


@right
def state_jacobian(h, W_hh):
    return np.diag(1 - h**2) @ W_hh


@right
def state_jacobian(h, W_hh):
    return [[(1 - h[i] ** 2) * W_hh[i, j] for j in range(len(h))] for i in range(len(h))]


@right
def state_jacobian(h, W_hh):
    W_hh *= np.cosh(np.arctanh(h))[:, np.newaxis] ** -2
    return W_hh


@wrong("this is the transpose, W^T diag")
def state_jacobian(h, W_hh):
    return W_hh.T @ np.diag(1 - h**2)


@wrong("the slopes scale the columns")
def state_jacobian(h, W_hh):
    return (1 - h**2) * W_hh


@wrong("W_hh is turned round")
def state_jacobian(h, W_hh):
    return np.diag(1 - h**2) @ W_hh.T


@wrong("1 minus the square")
def state_jacobian(h, W_hh):
    return np.diag(1 - h) @ W_hh


@wrong("needs no tanh more")
def state_jacobian(h, W_hh):
    return np.diag(1 - np.tanh(h) ** 2) @ W_hh


@wrong("the slopes are missing")
def state_jacobian(h, W_hh):
    return W_hh


@wrong("W_hh is missing")
def state_jacobian(h, W_hh):
    return np.diag(1 - h**2)


@wrong("without the 1 - in front")
def state_jacobian(h, W_hh):
    return np.diag(h**2) @ W_hh


@wrong("got shape (3,), expected (3, 3), a row for each unit of the new state")
def state_jacobian(h, W_hh):
    return (1 - h**2) @ W_hh


@right
def bound_line_by_line(h, W_hh):
    s, product, line_2, line_3 = np.linalg.svd(W_hh)[1][0], np.eye(len(W_hh)), 1, 1
    for h_t in h:
        J = np.diag(1 - h_t**2) @ W_hh
        product, line_2 = J @ product, line_2 * np.linalg.norm(J, 2)
        line_3 *= (1 - h_t**2).max() * s
    return [np.linalg.norm(product, 2), line_2, line_3, s ** len(h)]


@right
def bound_line_by_line(h, W_hh):
    J = (1 - h**2)[:, :, None] * W_hh
    s = np.linalg.svd(W_hh, compute_uv=False).max()
    product = np.linalg.multi_dot(J[::-1])
    norms = np.linalg.svd(J, compute_uv=False)[:, 0]
    return (np.linalg.svd(product, compute_uv=False)[0], np.exp(np.log(norms).sum()),
            (1 - h**2).max(1).prod() * s ** len(h), np.power(s, len(h)))


@right
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.sqrt(np.linalg.eigvalsh(W_hh.T @ W_hh)[-1])
    back = np.eye(len(W_hh))
    for J_t in J[::-1]:
        back = J_t.T @ back
    return np.array([np.linalg.norm(back, 2), np.prod(np.linalg.norm(J, 2, axis=(1, 2))),
                     np.prod(1 - (h**2).min(axis=1)) * s ** len(h), s ** len(h)])


@wrong("line 1, the norm of the product: the later step stands on the right here")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    product = np.eye(len(W_hh))
    for J_t in J:
        product = product @ J_t
    return np.array([np.linalg.norm(product, 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     np.prod((1 - h**2).max(axis=1) * s), s ** len(h)])


@wrong("line 1, the norm of the product: this is the Frobenius norm")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh)
    product = np.eye(len(W_hh))
    for J_t in J:
        product = J_t @ product
    return np.array([np.linalg.norm(product), np.prod([np.linalg.norm(J_t) for J_t in J]),
                     np.prod((1 - h**2).max(axis=1) * s), s ** len(h)])


@wrong("line 1, the norm of the product: the slopes are missing")
def bound_line_by_line(h, W_hh):
    s = np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.matrix_power(W_hh, len(h)), 2), 0, 0, s ** len(h)])


@wrong("line 2, the product of the norms: a sum of the norms")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), sum(np.linalg.norm(J_t, 2) for J_t in J),
                     np.prod((1 - h**2).max(axis=1) * s), s ** len(h)])


@wrong("line 2, the product of the norms: this is the spectral radius")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2),
                     np.prod([np.abs(np.linalg.eigvals(J_t)).max() for J_t in J]),
                     np.prod((1 - h**2).max(axis=1) * s), s ** len(h)])


@wrong("line 3, largest slopes times s_1: the mean of a step's slopes")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     np.prod((1 - h**2).mean(axis=1) * s), s ** len(h)])


@wrong("line 3, largest slopes times s_1: s_1 stands here once")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     np.prod((1 - h**2).max(axis=1)) * s, s ** len(h)])


@wrong("line 3, largest slopes times s_1: one slope for all steps")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     ((1 - h**2).max() * s) ** len(h), s ** len(h)])


@wrong("line 4, s_1 to the power n: this is the spectral radius")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     np.prod((1 - h**2).max(axis=1) * s), np.abs(np.linalg.eigvals(W_hh)).max() ** len(h)])


@wrong("line 4, s_1 to the power n: s_1 times n")
def bound_line_by_line(h, W_hh):
    J, s = [np.diag(1 - h_t**2) @ W_hh for h_t in h], np.linalg.norm(W_hh, 2)
    return np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2), np.prod([np.linalg.norm(J_t, 2) for J_t in J]),
                     np.prod((1 - h**2).max(axis=1) * s), s * len(h)])


@wrong("expected (4,), a number for each line")
def bound_line_by_line(h, W_hh):
    return np.linalg.norm(W_hh, 2) ** len(h)


@wrong("does it end with return")
def bound_line_by_line(h, W_hh):
    J = [np.diag(1 - h_t**2) @ W_hh for h_t in h]
    np.array([np.linalg.norm(np.linalg.multi_dot(J[::-1]), 2)])


@right
def first_place(steps):
    for k in range(len(steps)):
        for name in steps[k]:
            if np.isnan(steps[k][name]).any() or np.isinf(steps[k][name]).any():
                return k + 1, name
    return 0, "nowhere"


@right
def first_place(steps):
    places = [(k, name) for k, found in enumerate(steps, start=1) for name, a in found.items() if not np.isfinite(a).all()]
    return [*places, (0, "nowhere")][0]


@right
def first_place(steps):
    return next(((np.int64(k), name) for k, found in enumerate(steps, 1) for name, a in found.items()
                 if (~(np.abs(np.ravel(a)) < np.inf)).any()), (0, "nowhere"))


@wrong("only NaN is looked for")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if np.isnan(value).any():
                return k, name
    return 0, "nowhere"


@wrong("only infinities are looked for")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if np.isinf(value).any():
                return k, name
    return 0, "nowhere"


@wrong("steps are counted from 1")
def first_place(steps):
    for k, found in enumerate(steps):
        for name, value in found.items():
            if not np.isfinite(value).all():
                return k, name
    return 0, "nowhere"


@wrong("one bad entry is enough")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.isfinite(value).any():
                return k, name
    return 0, "nowhere"


@wrong("minus infinity is missed")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.max(value) < np.inf:
                return k, name
    return 0, "nowhere"


@wrong("a sum of large numbers overflows by itself")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.isfinite(np.sum(value)):
                return k, name
    return 0, "nowhere"


@wrong("only the loss is looked at")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        if not np.isfinite(found["loss"]):
            return k, "loss"
    return 0, "nowhere"


@wrong("this is the last place")
def first_place(steps):
    last = 0, "nowhere"
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.isfinite(value).all():
                last = k, name
    return last


@wrong("does it end with return")
def first_place(steps):
    for k, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.isfinite(value).all():
                return k, name


@wrong("got 1 thing, expected 2: the step, the name")
def first_place(steps):
    for found in steps:
        for name, value in found.items():
            if not np.isfinite(value).all():
                return [name]
    return ["nowhere"]


@right
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@right
def grower(steps):
    W, norms = np.array([[0.988, -1.0], [1e-4, 0.988]]), []
    power = W
    for _ in range(steps):
        norms.append(np.linalg.svd(power)[1][0])
        power = power @ W
    return [W, norms]


@right
def grower(steps):
    W = np.array([[-0.99, 0.0], [0.9, -0.985]])
    return W.tolist(), [float(np.linalg.norm(np.linalg.matrix_power(W, t + 1), ord=2)) for t in range(steps)]


@right
def grower(steps):
    V = np.array([[1.0, 1.0], [0.0, 0.01]])
    values = np.array([0.992, 0.984])
    W = V @ np.diag(values) @ np.linalg.inv(V)
    return W, np.array([np.linalg.norm(V @ np.diag(values**t) @ np.linalg.inv(V), 2) for t in range(1, steps + 1)])


@wrong("perpendicular eigenvectors")
def grower(steps):
    W = np.array([[0.5, 0.49], [0.49, 0.5]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@wrong("an entry of 10")
def grower(steps):
    W = np.array([[0.9, 10], [0, 0.9]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@wrong("the spectral radius is 1,")
def grower(steps):
    W = np.array([[1.0, 1.0], [0, 1.0]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@wrong("the norm reaches 3.9")
def grower(steps):
    W = np.array([[0.9, 1.0], [0, 0.9]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@wrong("after 1000 steps the norm is still")
def grower(steps):
    W = np.array([[0.999, 1.0], [0, 0.999]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])


@wrong("powers of the spectral radius")
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.abs(np.linalg.eigvals(W)).max() ** np.arange(1, steps + 1)


@wrong("these are Frobenius norms")
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t)) for t in range(1, steps + 1)])


@wrong("`**` is not a product of matrices")
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.array([np.linalg.norm(W**t, 2) for t in range(1, steps + 1)])


@wrong("the list starts with W^0")
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(steps)])


@wrong("powers of s_1")
def grower(steps):
    W = np.array([[0.985, 1.0], [0.0, 0.985]])
    return W, np.linalg.norm(W, 2) ** np.arange(1, steps + 1)


@wrong("expected two things")
def grower(steps):
    return np.array([[0.985, 1.0], [0.0, 0.985]])


@wrong("the matrix, 2 by 2")
def grower(steps):
    W = 0.985 * np.eye(3) + np.diag([1, 1], 1)
    return W, np.array([np.linalg.norm(np.linalg.matrix_power(W, t), 2) for t in range(1, steps + 1)])
