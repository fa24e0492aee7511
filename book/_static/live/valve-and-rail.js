/* The valve and the rail: one memory cell over eight steps, and the gradient on its way back along the cell line. */
live.define("valve-and-rail", (function () {
  "use strict";
  const { number, svg, rect, line, text, slanted, slider, check, button, group, tag, ink } = live;
  const STEPS = 8, BITS = Array.from({ length: STEPS }, (_, t) => `bit${t + 1}`);
  const first = { forget: 1, input: 0, output: 1, sees: false, read: STEPS, back: STEPS };
  BITS.forEach((bit, t) => { first[bit] = t === 0 || t === 4; });

  const sigmoid = (a) => 1 / (1 + Math.exp(-a));
  const GATES = ["i", "f", "o", "g"];

  /* One unit, forwards: x is a list, p holds W_hi, W_xi, b_i and so on. Lists of i, f, o, g, c and h, a value per step. */
  function forward(x, p, h = 0, c = 0) {
    const steps = { before: [], hBefore: [], i: [], f: [], o: [], g: [], c: [], h: [] };
    for (const input of x) {
      const a = (gate) => p["W_h" + gate] * h + p["W_x" + gate] * input + p["b_" + gate];
      const [i, f, o] = ["i", "f", "o"].map((gate) => sigmoid(a(gate))), g = Math.tanh(a("g"));
      const step = { before: c, hBefore: h, i, f, o, g };
      step.c = c = f * c + i * g;
      step.h = h = o * Math.tanh(c);
      for (const key in steps) steps[key].push(step[key]);
    }
    return steps;
  }

  /* Backwards, for the loss L = c after the last step: so dc is how much the last content changes per change of an earlier one.
     along: the part of dc that came along the cell line alone; dx; and first, the gradients of the state before step 1. */
  function backward(steps, p) {
    const T = steps.c.length, found = { dc: Array(T), along: Array(T), dx: Array(T) };
    let dh = 0, carried = 1, along = 1;
    for (let t = T - 1; t >= 0; t--) {
      const [before, i, f, o, g, c] = ["before", "i", "f", "o", "g", "c"].map((key) => steps[key][t]);
      const dc = carried + dh * o * (1 - Math.tanh(c) ** 2);
      const da = { o: dh * Math.tanh(c) * o * (1 - o), i: dc * g * i * (1 - i), f: dc * before * f * (1 - f), g: dc * i * (1 - g * g) };
      const through = (side) => GATES.reduce((sum, gate) => sum + p[side + gate] * da[gate], 0);
      [found.dc[t], found.along[t], found.dx[t]] = [dc, along, through("W_x")];
      [dh, carried, along] = [through("W_h"), dc * f, along * f];
    }
    return { ...found, first: { h: dh, c: carried } };
  }

  /* The cell of the chapter: the gates i and g read the input, and f and g the last state where `sees` is set. */
  function parameters(state) {
    const seen = state.sees ? 1 : 0;
    return { W_hi: 0, W_hf: seen, W_ho: 0, W_hg: seen, W_xi: 2, W_xf: 0, W_xo: 0, W_xg: 2,
      b_i: state.input, b_f: state.forget, b_o: state.output, b_g: 0 };
  }
  const inputs = (state) => BITS.map((bit) => (state[bit] ? 1 : 0));
  function run(state) {
    const p = parameters(state), all = forward(inputs(state), p);
    const read = Object.fromEntries(Object.entries(all).map(([key, list]) => [key, list.slice(0, state.read)]));
    return { ...all, ...backward(read, p) };
  }
  /* Steps after which f leaves a half. */
  const halfLife = (f) => Math.log(0.5) / Math.log(f);

  /* The picture: a column per step, the rail across all of them, the gradient's rail below. */
  const LEFT = 46, STEP = 54, RAIL = 122, BACK = 252, HALF = 14, WIDE = 18, O = 60, TANH = 88, I = 166, X = 206;
  const level = (x, y, length, size) => rect(x - 0.4, y - size / 2, length + 0.8, size, "blue");
  const up = (x, from, to, size) => rect(x - size / 2, to - 0.4, size, from - to + 0.8, "blue");
  const gate = (x, y, open, upright) => [-1, 1].map((side) => {
    const shut = 4 + HALF * (1 - open), from = side < 0 ? -HALF - 4 : HALF + 4 - shut;
    return upright ? rect(x + from, y - 3, shut, 6, "green") : rect(x - 3, y + from, 6, shut, "green");
  }).join("");
  const names = [[slanted("h"), 24], [slanted("o"), O + 5, "green"], ["tanh", TANH + 5], [slanted("c"), RAIL - 4, "blue"],
    [slanted("f"), RAIL + 15, "green"], [slanted("i"), I + 5, "green"], [slanted("x"), X + 5], ["d" + slanted("c"), BACK + 5, "orange"], ["step", 306, "grey"]];

  function column(t, state, r, size, backSize) {
    const x = LEFT + t * STEP, valve = x + 16, inlet = x + 32, tap = x + 46, on = t < state.read;
    const now = t === (state.back ? state.read - state.back : state.read - 1);
    const parts = [now ? rect(x, 6, STEP, 304, "faint", { rx: 5, "fill-opacity": 0.45 }) : "", text(x + 27, 306, t + 1, now ? "ink" : "grey"),
      line(`M${x} ${RAIL - HALF}h${STEP}M${x} ${RAIL + HALF}h${STEP}`, "faint", 1)];
    if (on) parts.push(flows(x, valve, inlet, tap, t, r, size));
    parts.push(gate(valve, RAIL, r.f[t], false), gate(inlet, I, r.i[t], true), gate(tap, O, r.o[t], true),
      rect(inlet - 11, X - 11, 22, 22, "none", { rx: 6, stroke: ink("ink"), "stroke-width": 1.5 }), text(inlet, X + 5, state[BITS[t]] ? 1 : 0));
    if (on && t >= state.read - state.back) parts.push(gradient(x, valve, t, state, r, backSize));
    return parts.join("");
  }
  function flows(x, valve, inlet, tap, t, r, size) {
    const wrote = r.i[t] * r.g[t], cell = size * Math.abs(r.c[t]), seen = size * Math.abs(Math.tanh(r.c[t])), shows = size * Math.abs(r.h[t]);
    const parts = [level(x, RAIL, valve - x, size * Math.abs(r.before[t])), level(valve, RAIL, inlet - valve, size * Math.abs(r.f[t] * r.before[t])),
      up(inlet, X - 11, I, size * Math.abs(r.g[t])), up(inlet, I, RAIL, size * Math.abs(wrote)), level(inlet, RAIL, x + STEP - inlet, cell),
      up(tap, RAIL, TANH, cell), up(tap, TANH, O, seen), up(tap, O, 40, shows)];
    if (shows > 0.3) parts.push(tag("path", { d: `M${tap - 7} 41L${tap} 31L${tap + 7} 41Z`, fill: ink("blue") }));
    const values = [[tap - 6, 24, r.h[t]], [x + 19, 103, r.c[t]], [x + 4, 155, wrote]];
    return parts.concat(values.map(([at, y, v]) => (Math.abs(v) < 0.005 ? "" : text(at, y, number(v))))).join("");
  }
  function gradient(x, valve, t, state, r, size) {
    const dash = { "stroke-dasharray": "5 3" }, here = size * Math.abs(r.dc[t]), after = here * r.f[t];
    const head = t === state.read - state.back ? tag("path", { d: `M${x + 9} ${BACK - 6}L${x - 1} ${BACK}L${x + 9} ${BACK + 6}Z`, fill: ink("orange") }) : "";
    return line(`M${x + STEP} ${BACK}H${valve}`, "orange", here, dash) + line(`M${valve} ${BACK}H${x}`, "orange", after, dash) + head +
      gate(valve, BACK, r.f[t], false) +
      text(x + 29, BACK + 33, number(r.dc[t]));
  }
  function picture(state) {
    const r = run(state), most = (list) => Math.max(1, ...list.map(Math.abs));
    const size = WIDE / most(r.c), backSize = WIDE / most(r.dc);
    const columns = BITS.map((_, t) => column(t, state, r, size, backSize));
    const ends = `M${LEFT} ${BACK - HALF}h${STEPS * STEP}M${LEFT} ${BACK + HALF}h${STEPS * STEP}`;
    return svg(480, 314, line(ends, "faint", 1), ...columns, ...names.map(([words, y, colour]) => text(20, y, words, colour)));
  }

  function sentence(state) {
    const r = run(state), t = state.read - 1, k = state.read - state.back;
    if (!state.read) return "Nothing is read yet, and the cell is empty.";
    if (!state.back) return `Step ${t + 1} of ${STEPS}: the valve keeps ${number(r.f[t])} of ${number(r.before[t])}, the inlet adds ${number(r.i[t] * r.g[t])}. The cell holds ${number(r.c[t])} and shows ${number(r.h[t])}.`;
    const own = `Backwards from step ${t + 1} to step ${k + 1}: a small change of the cell here changes the cell there ${number(r.dc[k])} times as much`;
    if (state.sees) return own + `; along the cell line alone ${number(r.along[k])} times.`;
    return own + (k < t ? `, times f = ${number(r.f[k])} at each of ${t - k} step${t - k > 1 ? "s" : ""}.` : ".");
  }
  function texts(state) {
    const f = sigmoid(state.forget), half = halfLife(f);
    const opens = (value) => `${number(value, 1)}: ${number(sigmoid(value))} open`;
    return { input: opens(state.input) + " at x = 0", output: opens(state.output),
      forget: `${number(state.forget, 1)}: f = ${number(f)}${state.sees ? " at h = 0" : ""}, half-life ${number(half, half < 10 ? 1 : 0)} steps` };
  }
  const controls = (state) => group("bits", "<span>Input</span>", ...BITS.map((bit, t) => check(bit, `<span class="live-hidden">Input at step </span>${t + 1}`, state))) +
    slider("forget", "Forget bias", state, -2, 6, 0.5) + slider("input", "Input bias", state, -4, 4, 0.5) + slider("output", "Output bias", state, -4, 4, 0.5) +
    check("sees", "Forget gate and candidate also read the last state", state) +
    group("buttons", button("forwards", "Step forwards"), button("backwards", "Step backwards"), button("reset", "Reset"));

  /* Past its end each walk begins anew, so no button ever goes dead under a finger. */
  const acts = {
    forwards: (state) => ({ ...state, back: 0, read: state.back || state.read === STEPS ? 1 : state.read + 1 }),
    backwards: (state) => ({ ...state, read: state.read || STEPS, back: state.back >= (state.read || STEPS) ? 1 : state.back + 1 }),
    reset: () => ({ ...first, read: 0, back: 0 }),
  };
  const alt = "One memory cell over eight steps. A blue rail, as thick as what the cell holds, runs from left to right. At each step a green valve " +
    "lets through the share f of it, an inlet from the input below adds i times g, and a tap takes the tanh of it through a second valve, o, up to the output h. " +
    "Underneath runs the same rail from right to left in dashed orange, as thick as the gradient at the cell, narrowed by the same valves.";
  return { alt, first, controls, picture, sentence, texts, acts, run, forward, backward, parameters, inputs, halfLife };
})());
