/* Two units in the plane: the state of a vanilla network among the rests of its own map. */
live.define("two-units-in-the-plane", (function () {
  "use strict";
  const { number, svg, rect, line, text, slanted, slider, button, group, tag, ink } = live;
  const short = (value) => Number(value.toFixed(1));
  const STEPS = 24, PULSE = [3, 1], WEIGHTS = ["w11", "w12", "w21", "w22"];
  const preset = (w11, w12, w21, w22) => ({ w11, w12, w21, w22 });
  const presets = { remember: preset(1.8, 0.4, -0.3, 0.8), forget: preset(0.8, -0.4, 0.5, 0.6), turn: preset(1.2, -0.7, 0.7, 1.2) };
  const first = { ...presets.remember, plus: 3, minus: 14, shown: STEPS };

  const matrix = (state) => WEIGHTS.map((key) => state[key]);
  /* h_t = tanh(W h_{t-1} + u x_t), W row by row. */
  const step = (W, h, x = 0, u = PULSE) =>
    [0, 1].map((k) => Math.tanh(W[2 * k] * h[0] + W[2 * k + 1] * h[1] + u[k] * x));
  const tape = (state) => Array.from({ length: STEPS }, (_, t) => (t + 1 === state.plus ? 1 : 0) - (t + 1 === state.minus ? 1 : 0));
  /* The states from h on, before the first step and after each. */
  function path(W, inputs, h = [0, 0], u = PULSE) {
    const states = [h];
    for (const x of inputs) states.push(step(W, states[states.length - 1], x, u));
    return states;
  }

  /* dh_t/dh_{t-1} without input at a rest h, where tanh' is 1 - h^2; row by row. */
  const jacobian = (W, h) => W.map((w, k) => w * (1 - h[k >> 1] ** 2));
  /* The sizes of the two eigenvalues. */
  function sizes([a, b, c, d]) {
    const half = (a + d) / 2, root = half * half - (a * d - b * c);
    return root < 0 ? [Math.sqrt(half * half - root), Math.sqrt(half * half - root)]
      : [Math.abs(half + Math.sqrt(root)), Math.abs(half - Math.sqrt(root))];
  }
  /* At exactly 1 the slope does not decide, and the tanh shrinks what the matrix keeps. */
  function kind(W, h) {
    const growing = sizes(jacobian(W, h)).filter((size) => size > 1 + 1e-9).length;
    return ["stable", "saddle", "repelling"][growing];
  }

  const GRID = Array.from({ length: 21 }, (_, k) => k / 10 - 1), CLOSE = 1e-12, SAME = 1e-3;
  /* Newton's walk from h to a place where a step changes nothing, or null. */
  function settle(W, h) {
    for (let k = 0; k < 60; k++) {
      const next = step(W, h), off = [next[0] - h[0], next[1] - h[1]];
      if (Math.hypot(...off) < CLOSE) return h;
      const J = W.map((w, j) => w * (1 - next[j >> 1] ** 2) - (j % 3 ? 0 : 1)), det = J[0] * J[3] - J[1] * J[2];
      const move = [(J[3] * off[0] - J[1] * off[1]) / det, (J[0] * off[1] - J[2] * off[0]) / det];
      const share = Math.min(1, 0.3 / Math.hypot(...move));
      h = [h[0] - share * move[0], h[1] - share * move[1]];
      if (!(Math.hypot(...h) < 3)) return null;
    }
    return null;
  }
  /* All rests, each {h, kind}, found from a grid of starts and sorted from the left. */
  function rests(W) {
    const found = [];
    for (const a of GRID) for (const b of GRID) {
      const h = settle(W, [a, b]);
      if (h && !found.some((other) => Math.hypot(other[0] - h[0], other[1] - h[1]) < SAME)) found.push(h);
    }
    return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]).map((h) => ({ h, kind: kind(W, h) }));
  }
  /* Where the state goes if nothing more comes in: the steps after which it repeats (1: a rest; 0: none found), and a state there. */
  function fate(W, h) {
    for (let k = 0; k < 2000; k++) h = step(W, h);
    let later = h;
    for (let period = 1; period <= 60; period++) {
      later = step(W, later);
      if (Math.hypot(later[0] - h[0], later[1] - h[1]) < 1e-4) return { period, h };
    }
    return { period: 0, h };
  }
  const run = (state) => ({ states: path(matrix(state), tape(state)), rests: rests(matrix(state)) });

  const X = (h) => 186 + 142 * h[0], Y = (h) => 156 - 142 * h[1], at = (h) => `${X(h).toFixed(1)} ${Y(h).toFixed(1)}`;
  const SIGNS = {
    stable: (x, y) => tag("circle", { cx: x, cy: y, r: 7, fill: ink("green") }),
    saddle: (x, y) => line(`M${x - 6} ${y - 6}l12 12m0 -12l-12 12`, "ink", 2.5),
    repelling: (x, y) => tag("circle", { cx: x, cy: y, r: 6, fill: "none", stroke: ink("ink"), "stroke-width": 2.5 }),
  };
  const WORDS = { stable: "stable rest", saddle: "saddle", repelling: "repels" };

  /* Where a step without input leads, from a grid of places: thin triangles that point there. */
  function field(W) {
    const places = GRID.filter((_, k) => k % 2 === 0).map((v) => 0.95 * v);
    const arrows = places.flatMap((a) => places.map((b) => {
      const next = step(W, [a, b]), dx = next[0] - a, dy = next[1] - b, length = Math.hypot(dx, dy), reach = Math.min(0.13, length / 2);
      if (length < 0.02) return "";
      const tip = [a + dx / length * reach, b + dy / length * reach], side = [-dy / length * 0.016, dx / length * 0.016];
      return `M${at(tip)}L${at([a + side[0], b + side[1]])}L${at([a - side[0], b - side[1]])}Z`;
    }));
    return tag("path", { d: arrows.join(""), fill: ink("grey"), "fill-opacity": 0.5 });
  }
  function trail(states, pulses) {
    const dots = states.map((h) => tag("circle", { cx: short(X(h)), cy: short(Y(h)), r: 2.6, fill: ink("blue") }));
    const signs = pulses.map((x, t) => (x && t + 1 < states.length ? text(X(states[t + 1]) - 12 * x, Y(states[t + 1]) - 8, x > 0 ? "+1" : "\u22121") : ""));
    const last = states[states.length - 1];
    return line(`M${states.map(at).join("L")}`, "blue", 2) + dots.join("") + signs.join("") +
      tag("circle", { cx: short(X(last)), cy: short(Y(last)), r: 11, fill: "none", stroke: ink("blue"), "stroke-width": 2 });
  }
  function legend(state, now) {
    const left = { "text-anchor": "start" };
    const rows = Object.keys(SIGNS).map((name, k) => SIGNS[name](352, 28 + 28 * k) + text(366, 33 + 28 * k, WORDS[name], "ink", left));
    return rows.join("") + line("M344 112h16", "blue", 2) + text(366, 117, "the state", "ink", left) +
      text(344, 168, `step ${state.shown}`, "ink", left) +
      now.map((v, k) => text(344, 190 + 22 * k, `${slanted("h", k + 1)}<tspan dy="-4"> = ${number(v)}</tspan>`, "ink", left)).join("");
  }
  function strip(state, pulses) {
    const x = (t) => 47 + 17.8 * t;
    const ticks = pulses.map((v, t) => `M${short(x(t))} 366v${v ? -20 * v : 5}`).join("");
    const bars = pulses.map((v, t) => (v ? rect(x(t) - 4, v > 0 ? 344 : 366, 8, 22, "ink") : ""));
    return rect(x(0) - 9, 340, 17.8 * state.shown, 52, "faint", { "fill-opacity": 0.45 }) + line(`M38 366H474${ticks}`, "grey", 1) + bars.join("") +
      text(22, 371, slanted("x", "t")) + text(x(0), 408, 1, "grey") + text(x(11), 408, 12, "grey") + text(x(23), 408, 24, "grey");
  }
  function picture(state) {
    const W = matrix(state), r = run(state), pulses = tape(state), seen = r.states.slice(0, state.shown + 1);
    const frame = rect(44, 14, 284, 284, "none", { stroke: ink("grey") }) + line("M44 156h284M186 14v284", "faint", 1);
    const names = text(186, 322, slanted("h", "1")) + text(22, 160, slanted("h", "2")) + text(50, 316, "\u22121", "grey") + text(324, 316, "1", "grey") +
      text(30, 296, "\u22121", "grey") + text(32, 26, "1", "grey");
    return svg(480, 418, frame, field(W), trail(seen, pulses), ...r.rests.map(({ h, kind: name }) => SIGNS[name](short(X(h)), short(Y(h)))),
      names, legend(state, seen[seen.length - 1]), strip(state, pulses));
  }

  const count = (many, word) => `${many} ${word}${many === 1 ? "" : "s"}`;
  function sentence(state) {
    const r = run(state), now = r.states[state.shown], stable = r.rests.filter((rest) => rest.kind === "stable").length;
    const end = fate(matrix(state), now), place = `(${now.map((v) => number(v)).join(", ")})`;
    const many = r.rests.length, which = many === 1 ? (stable ? "a stable one" : "an unstable one") : `${stable || "none"} of them stable`;
    const have = `The map has ${count(many, "rest")}, ${which}. At step ${state.shown} the state is ${place}. Left alone, `;
    if (end.period !== 1) return have + (end.period ? `it comes round again every ${end.period} steps, and never rests.` : "it goes on turning and never rests.");
    const goal = `it comes to rest at (${end.h.map((v) => number(v)).join(", ")})`;
    if (stable > 1) return have + goal + `, one of ${stable} places to stay: which of them is what it remembers.`;
    return have + goal + ", the only place to stay: what came in is forgotten.";
  }
  function texts(state) {
    const when = (step) => (step ? `step ${step}` : "none");
    return { ...Object.fromEntries(WEIGHTS.map((key) => [key, number(state[key], 1)])), plus: when(state.plus), minus: when(state.minus),
      shown: state.shown };
  }
  const weight = (key) => `Weight <i>w</i><sub>${key.slice(1)}</sub>`;
  const controls = (state) => group("buttons", button("remember", "Remember one bit"), button("forget", "Forget"), button("turn", "Turn")) +
    group("pairs", ...WEIGHTS.map((key) => slider(key, weight(key), state, -3, 3, 0.1)), slider("plus", "Pulse +1 at", state, 0, STEPS, 1),
      slider("minus", "Pulse \u22121 at", state, 0, STEPS, 1),
      slider("shown", "Steps shown", state, 0, STEPS, 1));
  const acts = Object.fromEntries(Object.entries(presets).map(([name, weights]) => [name, (state) => ({ ...state, ...weights })]));
  const alt = "The plane of two units, each between minus 1 and 1. Small arrows show where one step without input leads. Filled discs mark stable rests, crosses saddles, " +
    "rings rests that repel. A blue line with a dot per step is the path of the state; below it stands the tape of 24 inputs, with one pulse up and one pulse down. " +
    "With the weights of 'remember one bit' there are two stable rests, and each pulse throws the state over to the other one, where it stays.";
  return { alt, first, controls, picture, sentence, texts, acts, run, step, path, rests, kind, jacobian, sizes, fate, matrix, tape, presets };
})());
