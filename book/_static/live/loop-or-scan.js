/* Loop or scan: one linear recurrence, h_t = a_t h_(t-1) + b_t from a state of zero, computed by a chain and by a tree that joins
   neighbours. Both are cut into rounds: a round is as long as a join, and holds as many as there are hands. */
live.define("loop-or-scan", (function () {
  "use strict";
  const { short, uniform, svg, rect, line, text, slanted, slider, choice, option, button, group, tag, ink } = live;
  const MOST = 16, HANDS = 8, END = 99, CHAIN = 2, JOIN = 3;
  const KINDS = { sum: "all 1: a plain sum", forgets: "0 or 1: it forgets", turns: "1 or \u22121: it turns over" };
  const first = { length: 8, hands: HANDS, kind: "sum", seed: 1, round: END };

  /* One state after the other. A join: `at` which step, from which other; what it gives, and the operations that it costs. */
  function chain(a, b) {
    const joins = [];
    for (let t = 1, h = b[0]; t < b.length; t++) joins.push([{ at: t, from: t - 1, b: h = a[t] * h + b[t], cost: CHAIN }]);
    return joins;
  }
  /* Neighbours joined, all pairs at once; the half as many steps that are left, in the same manner; then the steps between them. */
  function joined(a, b, places = [...b.keys()], level = 0) {
    if (places.length < 2) return [];
    const pairs = [], between = [], [factors, after] = [[...a], [...b]];
    for (let k = 1; k < places.length; k += 2) {
      const at = places[k], from = places[k - 1];
      pairs.push({ at, from, a: a[at] * a[from], b: a[at] * b[from] + b[at], cost: JOIN, level });
    }
    for (const pair of pairs) [factors[pair.at], after[pair.at]] = [pair.a, pair.b];
    const inner = joined(factors, after, pairs.map(({ at }) => at), level + 1);
    for (const { at, b: h } of inner) after[at] = h;
    for (let k = 2; k < places.length; k += 2) {
      const at = places[k], from = places[k - 1];
      between.push({ at, from, b: a[at] * after[from] + b[at], cost: CHAIN });
    }
    return [...pairs, ...inner, ...between];
  }
  /* Their levels, in as few as what waits for what allows: pairs as early as can be, a step between them right before it is needed. */
  function tree(a, b) {
    const later = b.map(() => 0), waits = joined(a, b).reverse().map((join) => {
      const own = later[join.at];
      later[join.at] = own + 1;
      later[join.from] = Math.max(later[join.from], own + 1);
      return [join, own];
    });
    const levels = Array.from({ length: Math.max(...later) }, () => []);
    for (const [join, own] of waits.reverse()) levels["a" in join ? join.level : levels.length - 1 - own].push(join);
    return levels;
  }
  /* The states that joins lead to: the last that each step got. */
  function states(rounds, b) {
    const h = [...b];
    for (const join of rounds.flat()) h[join.at] = join.b;
    return h;
  }
  /* Rounds of at most so many joins: a list of {level, joins}; a level is what could be done at once. */
  const scheduled = (levels, hands) => levels.flatMap((joins, level) =>
    Array.from({ length: Math.ceil(joins.length / hands) }, (_, k) => ({ level, joins: joins.slice(k * hands, (k + 1) * hands) })));
  const work = (rounds) => rounds.flatMap(({ joins }) => joins).reduce((sum, { cost }) => sum + cost, 0);

  function inputs({ length, kind, seed }) {
    const chosen = (t) => uniform(seed, MOST + t) < 0.4, other = { sum: 1, forgets: 0, turns: -1 }[kind];
    const steps = Array.from({ length }, (_, t) => t);
    return { a: steps.map((t) => t && chosen(t) ? other : 1), b: steps.map((t) => 1 + Math.floor(4 * uniform(seed, t))) };
  }
  function run(state) {
    const { a, b } = inputs(state), levels = tree(a, b), rounds = { chain: scheduled(chain(a, b), state.hands), tree: scheduled(levels, state.hands) };
    const end = Math.max(rounds.chain.length, rounds.tree.length), now = Math.min(state.round, end);
    const done = Object.fromEntries(Object.entries(rounds).map(([way, list]) => [way, list.slice(0, now)]));
    return { a, b, levels, rounds, end, now, done };
  }

  /* The picture: a column per step. The chain is a row; the tree has a row for each level, from its inputs up to its results. */
  const LEFT = 46, WIDE = 432, PAIR = 32, ONE = 20, CHAIN_AT = 28, RESULTS = 136, INPUTS = 416, BARS = 478;
  const plain = (value) => (value < 0 ? "\u2212" : "") + Math.abs(value);
  const END_AT = { "text-anchor": "end" }, START_AT = { "text-anchor": "start" };

  function drawn(state) {
    const r = run(state), pitch = WIDE / state.length, x = (t) => short(LEFT + pitch * (t + 0.5)), half = Math.min(20, pitch / 2 - 1);
    const joins = (list) => list.flatMap((round) => round.joins), fresh = (list) => joins(r.now ? list.slice(r.now - 1, r.now) : []);
    const each = (of, how) => ({ chain: how(of.chain), tree: how(of.tree) });
    return { ...r, x, half, fresh: each(r.rounds, fresh), old: each(r.done, joins) };
  }
  const look = (join, d, way) => d.fresh[way].includes(join) ? ["ink", 2.5] : [d.old[way].includes(join) ? "grey" : "faint", 1.5];
  const box = (x, y, half, high, [colour, width]) =>
    rect(x - half, y, 2 * half, high, "none", { rx: 5, stroke: ink(colour), "stroke-width": width });
  const named = (letter, y, colour) => text(20, y, slanted(letter, "t"), colour);
  const given = (d, y) => named("a", y + 14, "green") + named("b", y + 31) +
    d.b.map((b, t) => text(d.x(t), y + 14, plain(d.a[t]), "green") + text(d.x(t), y + 31, plain(b))).join("");

  function row(d) {
    const y = CHAIN_AT, low = y + ONE, stem = (at, colour, width) => line(`M${at} ${low + 12}V${low}`, colour, width);
    const nodes = d.rounds.chain.flatMap(({ joins }) => joins).map((join) => {
      const at = d.x(join.at), shown = look(join, d, "chain"), known = shown[0] !== "faint";
      return line(`M${d.x(join.from) + d.half} ${y + ONE / 2}H${at - d.half}`, ...shown) + stem(at, ...shown) + box(at, y, d.half, ONE, shown) +
        (known ? text(at, y + 15, plain(join.b), "blue") : "");
    });
    return text(4, 16, "Chain: each state waits for the one before", "ink", START_AT) + named("h", y + 15, "blue") +
      stem(d.x(0), "grey", 1.5) + box(d.x(0), y, d.half, ONE, ["grey", 1.5]) + text(d.x(0), y + 15, plain(d.b[0]), "blue") + nodes.join("") + given(d, low + 11);
  }

  /* The upper edge and the height of each level of the tree. */
  const tall = (join) => "a" in join ? PAIR : ONE;
  function rows({ levels }) {
    const high = levels.map((joins) => Math.max(...joins.map(tall))), room = INPUTS - RESULTS - 24 - high.reduce((sum, each) => sum + each, 0);
    const gap = Math.min(26, room / levels.length);
    let at = INPUTS;
    return high.map((each) => ({ high: each, gap, y: at -= each + gap }));
  }
  function forest(d) {
    const top = d.b.map(() => INPUTS), known = d.b.map((_, t) => t === 0), parts = [];
    rows(d).forEach(({ y, high, gap }, level) => {
      const low = y + high;
      for (const join of d.levels[level]) {
        const shown = look(join, d, "tree"), [at, from] = [d.x(join.at), d.x(join.from)], elbow = short(low + gap / 2), own = tall(join);
        parts.push(line(`M${at} ${short(top[join.at])}V${short(low)}M${from} ${short(top[join.from])}V${elbow}H${at}`, ...shown),
          tag("circle", { cx: from, cy: elbow, r: 3, fill: ink(shown[0]) }), box(at, low - own, d.half, own, shown), shown[0] === "faint" ? "" : held(join, at, low - own, known[join.from]));
      }
      for (const join of d.levels[level]) [top[join.at], known[join.at]] = [low - tall(join), known[join.from] && d.old.tree.includes(join)];
      parts.push(text(2, y + high / 2 + 5, when(d, level), "grey", START_AT));
    });
    const h = states(d.done.tree.map(({ joins }) => joins), d.b);
    const results = h.map((value, t) => line(`M${d.x(t)} ${short(top[t])}V${RESULTS + 5}`, known[t] ? "blue" : "faint") + (known[t] ? text(d.x(t), RESULTS, plain(value), "blue") : ""));
    return text(4, RESULTS - 22, "Tree: neighbours are joined (at the left, in which round)", "ink", START_AT) + named("h", RESULTS, "blue") + parts.join("") + results.join("") + given(d, INPUTS);
  }
  /* What stands in a box of the tree: a state, or a stretch's factor and summand. From the first step on its summand is the state. */
  const held = ({ a, b }, x, y, known) => a === undefined ? text(x, y + 15, plain(b), "blue")
    : text(x, y + 14, plain(a), "green") + text(x, y + 29, plain(b), known ? "blue" : "ink");
  /* The rounds in which a level is done. */
  function when({ rounds }, level) {
    const found = [...rounds.tree.keys()].filter((k) => rounds.tree[k].level === level), from = found[0] + 1;
    return found.length > 1 ? `${from}\u2013${from + found.length - 1}` : from;
  }

  function bars(d) {
    const counts = { rounds: (list) => list.length, operations: work }, ways = ["chain", "tree"];
    return Object.entries(counts).map(([what, counted], k) => {
      const x = 56 + 216 * k, all = ways.map((way) => counted(d.rounds[way])), most = Math.max(...all);
      return text(x, BARS, what, "ink", START_AT) + ways.map((way, place) => {
        const y = BARS + 8 + 22 * place, done = counted(d.done[way]), long = (value) => 130 * value / most;
        return (k ? "" : text(48, y + 13, way, "ink", END_AT)) + rect(x, y, long(all[place]), 16, "faint") + rect(x, y, long(done), 16, "grey") +
          text(x + 138, y + 13, `${done} of ${all[place]}`, "ink", START_AT);
      }).join("");
    }).join("");
  }
  function picture(state) {
    const d = drawn(state);
    return svg(480, BARS + 54, row(d), forest(d), bars(d));
  }

  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  function sentence(state) {
    const r = run(state), ways = ["chain", "tree"], [c, t] = ways.map((way) => r.rounds[way]);
    const cost = (list, way) => `the ${way} ${count(list.length, "round")} and ${work(list)} operations`;
    const limit = state.hands < HANDS ? ` with at most ${count(state.hands, "join")} at once` : "";
    if (r.now === r.end) return `Both have found the same ${state.length} states${limit}: ${cost(c, "chain")}, ${cost(t, "tree")}.`;
    if (!r.now) return `Nothing is joined yet. The first state is known, since h starts at zero.`;
    const found = (join) => `finds state ${join.at + 1} = ${plain(r.a[join.at])} \u00d7 ${plain(r.now > 1 ? c[r.now - 2].joins[0].b : r.b[0])} + ${r.b[join.at]} = ${plain(join.b)}`;
    const chains = r.now > c.length ? "is done" : found(c[r.now - 1].joins[0]), trees = r.now > t.length ? "is done" : `makes ${count(t[r.now - 1].joins.length, "join")}`;
    return `Round ${r.now}: the chain ${chains}; the tree ${trees}. Operations so far: chain ${work(r.done.chain)}, tree ${work(r.done.tree)}.`;
  }
  const texts = (state) => ({ length: `${state.length} steps`, hands: `at most ${count(state.hands, "join")} in a round` });
  const controls = (state) => slider("length", "Length", state, 2, MOST, 1) + slider("hands", "At once", state, 1, HANDS, 1) +
    choice("kind", "Factors <i>a</i>", Object.entries(KINDS).map(([kind, words]) => option(kind, words, state, "kind")).join("")) +
    group("buttons", button("on", "One round on"), button("back", "One round back"), button("start", "From the start"), button("end", "To the end"), button("other", "Other numbers"));

  /* Past its end each walk begins anew, so no button ever goes dead under a finger. */
  function to(state, round) {
    const { end } = run(state);
    return { ...state, round: round < 0 || round === end ? END : round > end ? 1 : round };
  }
  const acts = {
    on: (state) => to(state, run(state).now + 1), back: (state) => to(state, run(state).now - 1),
    start: (state) => ({ ...state, round: 0 }), end: (state) => ({ ...state, round: END }), other: (state) => ({ ...state, seed: state.seed + 1 }),
  };
  const alt = "One recurrence computed in two ways, a column for each step. Above, a chain: a row of boxes with the states, in blue, each with an arrow from the one before. Below, a tree over the same inputs: " +
    "pairs of neighbours are joined, then pairs of pairs, up to one box for all; above it the states between are filled in. The states at its top are those of the chain. Bars count the rounds and operations of both: the tree needs fewer rounds and more operations.";
  return { alt, first, controls, acts, picture, sentence, texts, chain, tree, states, scheduled, inputs, run };
})());
