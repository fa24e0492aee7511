"""Answers to lab 4c: the four blocks of a step, cell to cell over many steps, a unit at rest, and where gradients live."""

from tests.labs.answering import right, wrong


@right
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    tanh = np.tanh(c)
    by_gate = {"i": g * i * (1 - i), "f": c_before * f * (1 - f), "g": i * (1 - g**2)}
    c_by_h = sum(by_gate[gate][:, None] * W[gate] for gate in by_gate)
    slope = o * (1 - tanh**2)
    h_by_h = (tanh * o * (1 - o))[:, None] * W["o"] + slope[:, None] * c_by_h
    return [h_by_h, np.diag(slope * f), c_by_h, np.diag(f)]


@right
def four_blocks(i, f, o, g, c_before, W):
    m = len(f)
    c = f * c_before + i * g
    blocks = np.zeros((4, m, m))
    for new in range(m):
        slope = o[new] / np.cosh(c[new]) ** 2
        for old in range(m):
            d_c = g[new] * i[new] * (1 - i[new]) * W["i"][new, old]
            d_c += c_before[new] * f[new] * (1 - f[new]) * W["f"][new, old]
            d_c += i[new] * (1 - g[new] ** 2) * W["g"][new, old]
            d_o = o[new] * (1 - o[new]) * W["o"][new, old]
            blocks[:, new, old] = d_o * np.tanh(c[new]) + slope * d_c, slope * f[new] * (new == old), d_c, f[new] * (new == old)
    return tuple(blocks)


@right
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    D = np.diag(o - o * np.tanh(c) ** 2)
    c_by_h = (W["i"].T * (g * (i - i**2)) + W["f"].T * (c_before * (f - f**2)) + W["g"].T * (i - i * g**2)).T
    h_by_h = (W["o"].T * (np.tanh(c) * (o - o**2))).T + D @ c_by_h
    return tuple(block.astype(np.float32) for block in (h_by_h, D * f, c_by_h, np.diag(f)))


@wrong("c by c: the cell is not kept whole: its gate is missing")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope, c_by_h, np.eye(len(f))


@wrong("c by c: the gate is a factor here; its own bend plays no part")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_c = np.diag(f * (1 - f))
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope @ c_by_c, c_by_h, c_by_c


@wrong("c by h: gate f reads h too, and is missing")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h: at gate i the other factor of its product is missing")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h: the forget gate multiplied the cell before this step")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h: the candidate's bend is that of a tanh, not of a sigmoid")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * g * (1 - g)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h: the factors stand on the wrong side")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = W["i"] * (g * i * (1 - i)) + W["f"] * (c_before * f * (1 - f)) + W["g"] * (i * (1 - g**2))
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h: the matrices stand the wrong way round")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = sum(np.diag(v) @ W[k].T for k, v in (("i", g * i * (1 - i)), ("f", c_before * f * (1 - f)), ("g", i * (1 - g**2))))
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("h by c: the old cell reaches the new one through a gate, which is missing")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope, c_by_h, np.diag(f)


@wrong("h by c: the slope of the tanh is taken at the old cell")
def four_blocks(i, f, o, g, c_before, W):
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c_before) ** 2))
    return np.diag(np.tanh(c_before) * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("h by h: h also reaches the new h by way of the new cell")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"], slope * f, c_by_h, np.diag(f)


@wrong("h by h: h also reaches the new h through the output gate")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("h by h: the output gate multiplied the cell's tanh, not the cell")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(c * o * (1 - o)) @ W["o"] + slope @ c_by_h, slope * f, c_by_h, np.diag(f)


@wrong("c by h and h by c have changed places")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = np.diag(o * (1 - np.tanh(c) ** 2))
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + slope @ c_by_h, c_by_h, slope * f, np.diag(f)


@wrong("h by c: got shape (3,), expected (3, 3), a row per new unit")
def four_blocks(i, f, o, g, c_before, W):
    c = f * c_before + i * g
    c_by_h = np.diag(g * i * (1 - i)) @ W["i"] + np.diag(c_before * f * (1 - f)) @ W["f"] + np.diag(i * (1 - g**2)) @ W["g"]
    slope = o * (1 - np.tanh(c) ** 2)
    return np.diag(np.tanh(c) * o * (1 - o)) @ W["o"] + np.diag(slope) @ c_by_h, slope * f, c_by_h, f


@wrong("does it end with return")
def four_blocks(i, f, o, g, c_before, W):
    np.diag(f)


@right
def cell_to_cell(steps):
    m = steps[0].c_from_c.shape[0]
    back, alone = np.eye(2 * m)[m:], 1.0
    for step in reversed(steps):
        back = back @ step.whole
        alone = alone * np.diag(step.c_from_c)
    return alone, back[:, m:]


@right
def cell_to_cell(steps):
    m = len(steps[0].h_from_c)
    h, c = np.zeros((m, m)), np.eye(m)  # how h and c depend on the first cell
    for step in steps:
        h, c = step.h_from_h @ h + step.h_from_c @ c, step.c_from_h @ h + step.c_from_c @ c
    return [np.prod([np.diag(step.c_from_c) for step in steps], axis=0), c.tolist()]


@right
def cell_to_cell(steps):
    product = products(np.stack([step.whole for step in steps]))[-1]
    m = len(product) // 2
    return np.exp(sum(np.log(np.diag(step.c_from_c)) for step in steps)), product[m:, m:]


@wrong("whole: these are the forget gates again")
def cell_to_cell(steps):
    alone = np.prod([np.diag(step.c_from_c) for step in steps], axis=0)
    return alone, np.diag(alone)


@wrong("whole: the steps stand in the wrong order")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), 1.0
    for step in steps:
        product, alone = product @ step.whole, alone * np.diag(step.c_from_c)
    return alone, product[m:, m:]


@wrong("whole: got h by h, expected c by c")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), 1.0
    for step in steps:
        product, alone = step.whole @ product, alone * np.diag(step.c_from_c)
    return alone, product[:m, :m]


@wrong("whole: it stands the other way round")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), 1.0
    for step in reversed(steps):
        product, alone = step.whole.T @ product, alone * np.diag(step.c_from_c)
    return alone, product[m:, m:]


@wrong("whole: within each step the ways are added before the steps are chained")
def cell_to_cell(steps):
    alone, whole = 1.0, np.eye(len(steps[0].c_from_c))
    for step in steps:
        alone = alone * np.diag(step.c_from_c)
        whole = (step.c_from_c + step.c_from_h @ step.h_from_c) @ whole
    return alone, whole


@wrong("whole: all blocks, expected those of c by c")
def cell_to_cell(steps):
    product, alone = np.eye(2 * len(steps[0].c_from_c)), 1.0
    for step in steps:
        product, alone = step.whole @ product, alone * np.diag(step.c_from_c)
    return alone, product


@wrong("whole: the first step is missing")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), np.diag(steps[0].c_from_c)
    for step in steps[1:]:
        product, alone = step.whole @ product, alone * np.diag(step.c_from_c)
    return alone, product[m:, m:]


@wrong("alone: a matrix, expected the numbers on its diagonal")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), np.eye(m)
    for step in steps:
        product, alone = step.whole @ product, step.c_from_c @ alone
    return alone, product[m:, m:]


@wrong("alone: the last step's gates only")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product = np.eye(2 * m)
    for step in steps:
        product, alone = step.whole @ product, np.diag(step.c_from_c)
    return alone, product[m:, m:]


@wrong("alone: a sum over the steps, expected a product")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product, alone = np.eye(2 * m), 0.0
    for step in steps:
        product, alone = step.whole @ product, alone + np.diag(step.c_from_c)
    return alone, product[m:, m:]


@wrong("expected 2: alone, whole")
def cell_to_cell(steps):
    m = len(steps[0].c_from_c)
    product = np.eye(2 * m)
    for step in steps:
        product = step.whole @ product
    return (product[m:, m:],)


@right
def at_rest(f, i, o, w):
    by_h, h_by_c = i * w, o
    return sum([f, by_h * h_by_c])


@right
def at_rest(f, i, o, w):
    J = np.array([[0, 0], [i * w, f]]) + np.array([[o * i * w, o * f], [0, 0]])
    shows = np.array([o, 1])  # h shows the nudged cell
    return (J @ shows)[1]


@wrong("this is the way along the cell alone")
def at_rest(f, i, o, w):
    return f


@wrong("the two ways add up; here they are multiplied")
def at_rest(f, i, o, w):
    return f * i * o * w


@wrong("the cell is shown by a gate, which is missing")
def at_rest(f, i, o, w):
    return f + i * w


@wrong("the candidate is written by a gate, which is missing")
def at_rest(f, i, o, w):
    return f + o * w


@wrong("the weight by which the candidate reads h is missing")
def at_rest(f, i, o, w):
    return f + i * o


@wrong("not what the forget gate leaves")
def at_rest(f, i, o, w):
    return f + (1 - f) * w * o


@wrong("at rest the gates' own bends play no part")
def at_rest(f, i, o, w):
    return f + i * (1 - i) * w * o * (1 - o)


@wrong("the way through h alone")
def at_rest(f, i, o, w):
    return i * o * w


@wrong("does it end with return")
def at_rest(f, i, o, w):
    f + i * o * w


@right
def growth(scales, biases, make, x):
    def power(layer):
        m = layer.hidden_size
        back = np.eye(2 * m)[m:]
        for step in reversed(lstm_steps(layer, x)):
            back = back @ step.whole
        return np.log10(np.linalg.svd(back[:, m:])[1][0])

    return [[power(make(scale, bias)) for bias in biases] for scale in scales]


@right
def growth(scales, biases, make, x):
    table = np.zeros((len(scales), len(biases)))
    for r, scale in enumerate(scales):
        for k, bias in enumerate(biases):
            layer = make(scale, bias)
            h, c = np.zeros((layer.hidden_size,) * 2), np.eye(layer.hidden_size)
            for step in lstm_steps(layer, x):
                h, c = step.h_from_h @ h + step.h_from_c @ c, step.c_from_h @ h + step.c_from_c @ c
            table[r, k] = np.log10(np.linalg.eigvalsh(c.T @ c)[-1]) / 2
    return table


@wrong("this is the way along the cell alone")
def growth(scales, biases, make, x):
    return [[np.log10(max(np.prod([np.diag(s.c_from_c) for s in lstm_steps(make(scale, bias), x)], axis=0)))
             for bias in biases] for scale in scales]


@wrong("got the norm itself, expected its power of ten")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.linalg.norm(products(step_jacobians(layer, x))[-1][m:, m:], 2)
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("this is the natural logarithm")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log(np.linalg.norm(products(step_jacobians(layer, x))[-1][m:, m:], 2))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("this is the root of the sum of squares")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[-1][m:, m:]))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("this is the spectral radius")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(max(abs(np.linalg.eigvals(products(step_jacobians(layer, x))[-1][m:, m:]))))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("got h by h, expected c by c")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[-1][:m, :m], 2))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("this is the pair by the pair")
def growth(scales, biases, make, x):
    def size(layer):
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[-1], 2))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("the first step is missing")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[-2][m:, m:], 2))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("only the last step is here")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[0][m:, m:], 2))
    return [[size(make(scale, bias)) for bias in biases] for scale in scales]


@wrong("rows and columns are exchanged")
def growth(scales, biases, make, x):
    def size(layer):
        m = layer.hidden_size
        return np.log10(np.linalg.norm(products(step_jacobians(layer, x))[-1][m:, m:], 2))
    return [[size(make(scale, bias)) for scale in scales] for bias in biases]
