/* The gradient microscope: one Jacobian of two units, used over and over, and the true size of the product step by step. */
live.define("gradient-microscope", (function () {
  "use strict";
  const { number, svg, rect, line, text, slanted, slider, button, group, tag, ink } = live;
  const WEIGHTS = ["w11", "w12", "w21", "w22"], WANTED = 20, RIGHT = Math.PI / 180;

  /* Matrices are [a, b, c, d], row by row. A 2 by 2 matrix is a turn times Q and a mirror times R, so its singular values are Q + R
     and |Q - R|; `turn` is the angle from the direction that is stretched most to where it goes, `mirror` that of the mirror. */
  function parts([a, b, c, d]) {
    const Q = Math.hypot(a + d, c - b) / 2, R = Math.hypot(a - d, b + c) / 2;
    return { s1: Q + R, s2: Math.abs(Q - R), flips: R > Q, turn: Q > 1e-12 ? Math.atan2(c - b, a + d) : 0, mirror: R > 1e-12 ? Math.atan2(b + c, a - d) : 0 };
  }
  function whole({ s1, s2, flips, turn, mirror }) {
    const [Q, R] = flips ? [(s1 - s2) / 2, (s1 + s2) / 2] : [(s1 + s2) / 2, (s1 - s2) / 2];
    const [E, H, F, G] = [Q * Math.cos(turn), Q * Math.sin(turn), R * Math.cos(mirror), R * Math.sin(mirror)];
    return [E + F, G - H, G + H, E - F];
  }
  /* The two eigenvalues, each [real, imaginary], the larger first. */
  function eigenvalues([a, b, c, d]) {
    const half = (a + d) / 2, root = ((a - d) / 2) ** 2 + b * c;
    if (root < 0) return [[half, Math.sqrt(-root)], [half, -Math.sqrt(-root)]];
    const both = [half + Math.sqrt(root), half - Math.sqrt(root)].sort((one, other) => Math.abs(other) - Math.abs(one));
    return both.map((value) => [value, 0]);
  }
  const radius = (M) => Math.hypot(...eigenvalues(M)[0]);
  const times = ([a, b, c, d], [e, f, g, h]) => [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];

  const matrix = (state) => WEIGHTS.map((key) => state[key]);
  /* J = diag(slopes) W, numerator layout. */
  const jacobian = (state) => matrix(state).map((w, k) => w * (k < 2 ? state.slope1 : state.slope2));
  /* Norms of J, J J, ... over `length` steps; the bound and the rate of each step; the step of the largest norm. */
  function run(state) {
    const J = jacobian(state), norms = [];
    for (let t = 0, product = [1, 0, 0, 1]; t < state.length; t++) {
      product = times(J, product);
      norms.push(parts(product).s1);
    }
    const peak = Math.max(...norms), rho = radius(J);
    return { J, norms, rho, bound: Math.max(state.slope1, state.slope2) * parts(matrix(state)).s1, peak, at: norms.indexOf(peak) + 1,
      met: rho < 1 && peak >= WANTED };
  }
  /* Entries, and singular values with their angle, are two ways to say one matrix: the other way follows. */
  function settle(state, changed) {
    const next = { ...state };
    if (["s1", "s2", "turn"].includes(changed)) {
      if (changed === "s1") next.s2 = Math.min(next.s2, next.s1);
      if (changed === "s2") next.s1 = Math.max(next.s1, next.s2);
      const entries = whole({ ...parts(matrix(state)), s1: next.s1, s2: next.s2, turn: next.turn * RIGHT });
      WEIGHTS.forEach((key, k) => { next[key] = entries[k]; });
    } else if (WEIGHTS.includes(changed)) {
      const { s1, s2, turn } = parts(matrix(state));
      Object.assign(next, { s1, s2, turn: turn / RIGHT });
    }
    return next;
  }
  const preset = (w11, w12, w21, w22, slope1 = 1, slope2 = 1) => settle({ w11, w12, w21, w22, slope1, slope2 }, "w11");
  const presets = { oneWay: preset(0.9, 1, 0, 0.9), turned: preset(0.54, -0.72, 0.72, 0.54), single: preset(0, 3, 0, 0), cancels: preset(2, -2, 2, -2) };
  const first = { ...presets.oneWay, length: 60 };

  const UP = [..."\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"];
  const power = (k) => "10" + (k < 0 ? "\u207b" : "") + [...String(Math.abs(k))].map((digit) => UP[digit]).join("");
  /* A size in words: plain where that is short, else with a power of ten. */
  function size(value) {
    if (value < 1e-12) return "0";
    if (value >= 0.01 && value < 1000) return number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
    const k = Math.floor(Math.log10(value)), digit = Math.round(value / 10 ** k);
    return digit === 10 ? `1 \u00b7 ${power(k + 1)}` : `${digit} \u00b7 ${power(k)}`;
  }
  function pair(values) {
    const [[re, im], [other]] = values;
    return im ? `${number(re)} \u00b1 ${number(im)}i` : `${number(re)}, ${number(other)}`;
  }

  /* The picture: left a circle and what one step makes of it, right the norm of the product. */
  const X = 216, Y = 12, WIDE = 252, HIGH = 264, DECADES = 4;
  const x = (t, length) => X + (t / length) * WIDE, y = (log) => Y + HIGH * (DECADES - log) / (2 * DECADES);
  const log10 = (value) => Math.max(-40, Math.log10(Math.max(value, 1e-40)));
  /* A line through the logarithms of values, cut off where it leaves the frame. */
  function track(values, length) {
    let path = "", last = 0;
    for (const [k, value] of values.entries()) {
      const log = log10(value), inside = Math.abs(log) <= DECADES, edge = DECADES * Math.sign(log);
      const share = inside ? 1 : (edge - last) / (log - last);
      path += `${k ? "L" : "M"}${x(Math.max(0, k - 1 + share), length).toFixed(1)} ${y(inside ? log : edge).toFixed(1)}`;
      if (!inside) break;
      last = log;
    }
    return path;
  }
  function curves(state, r) {
    const powers = (value) => track(Array.from({ length: state.length + 1 }, (_, t) => value ** t), state.length), norms = [1, ...r.norms];
    const dots = state.length > 30 ? [] : norms.map((v, t) => [v, t]).filter(([v]) => Math.abs(log10(v)) <= DECADES);
    return line(`M${X} ${y(0)}h${WIDE}`, "faint") + line(`M${X} ${y(log10(WANTED)).toFixed(1)}h${WIDE}`, "grey", 1, { "stroke-dasharray": "2 4" }) +
      line(powers(r.bound), "ink", 1.5) + line(powers(r.rho), "ink", 2, { "stroke-dasharray": "1 4" }) +
      line(track(norms, state.length), "orange", 3, { "stroke-dasharray": "7 3" }) +
      dots.map(([v, t]) => tag("circle", { cx: x(t, state.length).toFixed(1), cy: y(log10(v)).toFixed(1), r: 3, fill: ink("orange") })).join("");
  }
  function axes(state) {
    const right = { "text-anchor": "end" };
    const marks = [-4, -2, 0, 2, 4].map((k) => text(X - 6, y(k) + 5, k ? power(k) : 1, "grey", right)).join("");
    return rect(X, Y, WIDE, HIGH, "none", { stroke: ink("grey") }) + marks + text(X - 6, y(log10(WANTED)) + 5, WANTED, "grey", right) +
      text(X, Y + HIGH + 18, 0, "grey") + text(X + WIDE / 2, Y + HIGH + 18, "steps", "grey") + text(X + WIDE - 8, Y + HIGH + 18, state.length, "grey");
  }
  const MIDDLE = [82, 92], REACH = 74;
  function ellipse(J) {
    const { s1, s2, turn, mirror } = parts(J), unit = Math.min(34, REACH / Math.max(s1, 1)), [cx, cy] = MIDDLE;
    const angle = (turn + mirror) / 2, from = (mirror - turn) / 2;  // u1 and v1: J v1 = s1 u1
    const end = (r, a) => `${(cx + r * Math.cos(a)).toFixed(1)} ${(cy - r * Math.sin(a)).toFixed(1)}`;
    return tag("circle", { cx, cy, r: unit.toFixed(1), fill: "none", stroke: ink("grey"), "stroke-dasharray": "3 3" }) +
      tag("ellipse", { cx, cy, rx: (unit * s1).toFixed(1), ry: (unit * s2).toFixed(1), fill: ink("blue"), "fill-opacity": 0.15, stroke: ink("blue"), "stroke-width": 2,
        transform: `rotate(${(-angle / RIGHT).toFixed(2)} ${cx} ${cy})` }) +
      line(`M${cx} ${cy}L${end(unit, from)}`, "grey", 2.5) + line(`M${cx} ${cy}L${end(unit * s1, angle)}`, "blue", 2.5);
  }
  function numbers(r) {
    const left = { "text-anchor": "start" }, { s1, s2 } = parts(r.J);
    const rows = [["of one step:", "grey"], [`${slanted("s", 1)}<tspan dy="-4"> = ${number(s1)}, </tspan>${slanted("s", 2)}<tspan dy="-4"> = ${number(s2)}</tspan>`],
      [`${slanted("\u03c1")} = ${number(r.rho)}`], ["eigenvalues", "grey"], [pair(eigenvalues(r.J))]];
    return rows.map(([words, colour], k) => text(10, 192 + 23 * k, words, colour, left)).join("");
  }
  const legend = () => [["orange", 3, "7 3", "true norm", 10], ["ink", 1.5, "none", "bound", 150], ["ink", 2, "1 4", "power of \u03c1", 262]].map(([colour, width, dash, words, at]) =>
    line(`M${at} 322h30`, colour, width, { "stroke-dasharray": dash }) + text(at + 38, 327, words, "ink", { "text-anchor": "start" })).join("");
  function picture(state) {
    const r = run(state);
    return svg(480, 338, ellipse(r.J), numbers(r), axes(state), curves(state, r), legend());
  }

  function sentence(state) {
    const r = run(state), last = r.norms[state.length - 1];
    const most = r.peak > 1 ? `The norm is at most ${size(r.peak)}, at step ${r.at}, and ${size(last)} after ${state.length} steps` : `The norm never exceeds 1, and is ${size(last)} after ${state.length} steps`;
    const goal = r.met ? `Found: \u03c1 is below 1, and yet the gradient first grows ${size(r.peak)}-fold.`
      : r.rho >= 1 ? "Wanted: \u03c1 below 1, and a norm that first reaches 20." : `\u03c1 is below 1; wanted is a norm that first reaches ${WANTED}.`;
    return `${most}; the bound there is ${size(r.bound ** state.length)}. ${goal}`;
  }
  const texts = (state) => ({ ...Object.fromEntries([...WEIGHTS, "s1", "s2", "slope1", "slope2"].map((key) => [key, number(state[key])])),
    turn: `${number(state.turn, 0)}\u00b0`, length: `${state.length}` });
  const name = (letter, below) => `<i>${letter}</i><sub>${below}</sub>`;
  const controls = (state) => group("buttons", button("oneWay", "One way"), button("turned", "Turn"), button("single", "One entry"), button("cancels", "Cancelling")) +
    group("pairs", ...WEIGHTS.map((key) => slider(key, `Entry ${name("w", key.slice(1))}`, state, -3, 3, 0.05)), slider("s1", `Largest ${name("s", 1)}`, state, 0, 3, 0.05),
      slider("s2", `Smaller ${name("s", 2)}`, state, 0, 3, 0.05), slider("turn", "Angle", state, -180, 180, 5), slider("length", "Steps", state, 5, 100, 5),
      slider("slope1", "Slope, unit 1", state, 0, 1, 0.05), slider("slope2", "Slope, unit 2", state, 0, 1, 0.05));
  const acts = Object.fromEntries(Object.entries(presets).map(([key, values]) => [key, (state) => ({ ...state, ...values })]));
  const alt = "Left: a circle and the ellipse that one step of two units makes of it, with the direction that is stretched most and where it goes. " +
    "Right: three curves over the steps, on a logarithmic scale from a ten-thousandth to ten thousand. The bound is a straight line that rises; the power of the spectral radius is a straight line that falls; " +
    "the true norm of the product, in dashed orange, first rises between them and then falls beside the second.";
  return { alt, first, controls, picture, sentence, texts, acts, settle, run, parts, whole, eigenvalues, radius, jacobian, matrix, size, presets };
})());
