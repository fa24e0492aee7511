"""Answers to the exercises of lab 7a."""

from tests.labs.answering import right, wrong


@right
def two_steps(a, b, a_next, b_next):
    return [a * a_next, b_next + b * a_next]


@right
def two_steps(a, b, a_next, b_next):
    zero = a_next * (a * 0 + b) + b_next
    return a_next * (a * 1 + b) + b_next - zero, zero


@wrong("in the wrong order")
def two_steps(a, b, a_next, b_next):
    return a * a_next, a * b_next + b


@wrong("the second step's b is lost")
def two_steps(a, b, a_next, b_next):
    return a * a_next, a_next * b


@wrong("has not gone through the second step")
def two_steps(a, b, a_next, b_next):
    return a * a_next, b + b_next


@wrong("a is a sum")
def two_steps(a, b, a_next, b_next):
    return a + a_next, a_next * b + b_next


@wrong("a is the second step's alone")
def two_steps(a, b, a_next, b_next):
    return a_next, a_next * b + b_next


@wrong("gone through both steps")
def two_steps(a, b, a_next, b_next):
    return a * a_next, a * a_next * b + b_next


@wrong("expected 2: a, b")
def two_steps(a, b, a_next, b_next):
    return a_next * b + b_next


@right
def doubling_scan(a, b):
    gap = 1
    while gap < len(a):
        ones, zeros = np.ones_like(a[:gap]), np.zeros_like(b[:gap])
        before_a, before_b = np.concatenate([ones, a[:-gap]]), np.concatenate([zeros, b[:-gap]])
        a, b, gap = a * before_a, a * before_b + b, gap * 2
    return b


@right
def doubling_scan(a, b):
    for k in range(int(np.ceil(np.log2(len(a))))):
        gap = 2**k
        b = np.concatenate([b[:gap], a[gap:] * b[:-gap] + b[gap:]])
        a = np.concatenate([a[:gap], a[gap:] * a[:-gap]])
    return b


@right
def doubling_scan(a, b):
    h, states = 0, []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + b_t
        states.append(h)
    return states


@wrong("a stays as it was")
def doubling_scan(a, b):
    gap = 1
    while gap < len(a):
        b = np.concatenate([b[:gap], a[gap:] * b[:-gap] + b[gap:]])
        gap *= 2
    return b


@wrong("a was renewed before b")
def doubling_scan(a, b):
    gap = 1
    while gap < len(a):
        a = np.concatenate([a[:gap], a[gap:] * a[:-gap]])
        b = np.concatenate([b[:gap], a[gap:] * b[:-gap] + b[gap:]])
        gap *= 2
    return b


@wrong("one round too few")
def doubling_scan(a, b):
    for k in range(int(np.ceil(np.log2(len(a)))) - 1):
        gap = 2**k
        b = np.concatenate([b[:gap], a[gap:] * b[:-gap] + b[gap:]])
        a = np.concatenate([a[:gap], a[gap:] * a[:-gap]])
    return b


@wrong("a single round")
def doubling_scan(a, b):
    return np.concatenate([b[:1], a[1:] * b[:-1] + b[1:]])


@wrong("these are running sums")
def doubling_scan(a, b):
    return np.cumsum(b, axis=0)


@wrong("that is a, expected the states")
def doubling_scan(a, b):
    return np.cumprod(a, axis=0)


@wrong("joined in the wrong order")
def doubling_scan(a, b):
    gap = 1
    while gap < len(a):
        b = np.concatenate([b[:gap], a[:-gap] * b[gap:] + b[:-gap]])
        a = np.concatenate([a[:gap], a[gap:] * a[:-gap]])
        gap *= 2
    return b


@right
def composed(x, after):
    x, rounds = list(x), 0
    while len(x) > 1:
        left = [x[-1]] if len(x) % 2 else []
        x = [after[late, early] for early, late in zip(x[::2], x[1::2], strict=False)] + left
        rounds += 1
    return x[0], rounds


@right
def composed(x, after):
    state = x[0]
    for shuffle in x[1:]:
        state = after[shuffle, state]
    return state, int(np.ceil(np.log2(len(x))))


@wrong("the order is turned")
def composed(x, after):
    state = x[0]
    for shuffle in x[1:]:
        state = after[state, shuffle]
    return state, int(np.ceil(np.log2(len(x))))


@wrong("the last of an odd number is lost")
def composed(x, after):
    rounds = 0
    while len(x) > 1:
        pairs = len(x) // 2 * 2
        x, rounds = after[x[1:pairs:2], x[:pairs:2]], rounds + 1
    return x[0], rounds


@wrong("composed by the table")
def composed(x, after):
    return sum(x) % 6, int(np.ceil(np.log2(len(x))))


@wrong("those of a chain")
def composed(x, after):
    state = x[0]
    for shuffle in x[1:]:
        state = after[shuffle, state]
    return state, len(x) - 1


@wrong("a round too many")
def composed(x, after):
    state = x[0]
    for shuffle in x[1:]:
        state = after[shuffle, state]
    return state, int(np.ceil(np.log2(len(x)))) + 1


@wrong("a round too few")
def composed(x, after):
    state = x[0]
    for shuffle in x[1:]:
        state = after[shuffle, state]
    return state, int(np.ceil(np.log2(len(x)))) - 1


@right
def bytes_kept(steps, size, layers):
    lstm = np.full(len(steps), 8 * size * layers)
    return np.stack([lstm, 8 * np.array(steps) * size * layers], axis=1)


@right
def bytes_kept(steps, size, layers):
    return [[layers * (size + size) * 4, layers * t * (size + size) * 4] for t in steps]


@wrong("rows and columns are exchanged")
def bytes_kept(steps, size, layers):
    return np.array([[8 * size * layers for t in steps], [8 * t * size * layers for t in steps]])


@wrong("the LSTM keeps h and c")
def bytes_kept(steps, size, layers):
    return [[4 * size * layers, 8 * t * size * layers] for t in steps]


@wrong("attention keeps a key and a value")
def bytes_kept(steps, size, layers):
    return [[8 * size * layers, 4 * t * size * layers] for t in steps]


@wrong("expected bytes")
def bytes_kept(steps, size, layers):
    return [[2 * size * layers, 2 * t * size * layers] for t in steps]


@wrong("float64 takes eight")
def bytes_kept(steps, size, layers):
    return [[16 * size * layers, 16 * t * size * layers] for t in steps]


@wrong("every layer keeps its own")
def bytes_kept(steps, size, layers):
    return [[8 * size, 8 * t * size] for t in steps]


@wrong("does not grow with the steps")
def bytes_kept(steps, size, layers):
    return [[8 * t * size * layers, 8 * t * size * layers] for t in steps]


@wrong("the columns are exchanged")
def bytes_kept(steps, size, layers):
    return [[8 * t * size * layers, 8 * size * layers] for t in steps]
