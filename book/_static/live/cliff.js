/* The cliff: a network of one unit whose loss, over its weight and its bias, breaks off at an edge. Two balls start at one place and
   step down the gradient; that of one of them is clipped. */
live.define("cliff", (function () {
  "use strict";
  const { number, svg, rect, line, text, slanted, slider, button, group, tag, ink } = live;
  const STEPS = 50, TARGET = 0.7, RATE = 0.5, FIRST = 1 / (1 + Math.exp(-0.5)), MOST = 200, FAR = 10;

  /* h_0 to h_50, h_t = sigmoid(w h_{t-1} + b). */
  function states(w, b) {
    const h = [FIRST];
    for (let t = 0; t < STEPS; t++) h.push(1 / (1 + Math.exp(-(w * h[t] + b))));
    return h;
  }
  const loss = (w, b) => (states(w, b)[STEPS] - TARGET) ** 2;
  /* The derivatives of the loss by w and b, by backpropagation through time. */
  function gradient(w, b) {
    const h = states(w, b);
    let dh = 2 * (h[STEPS] - TARGET), dw = 0, db = 0;
    for (let t = STEPS; t > 0; t--) {
      const da = dh * h[t] * (1 - h[t]);
      dw += da * h[t - 1];
      db += da;
      dh = da * w;
    }
    return [dw, db];
  }
  /* One step of descent, the gradient clipped to a norm of at most tau; and the norm before that. */
  function step([w, b], tau) {
    const [dw, db] = gradient(w, b), norm = Math.hypot(dw, db), share = RATE * Math.min(1, tau / Math.max(norm, 1e-300));
    return { point: [w - share * dw, b - share * db], norm };
  }
  function walk(start, tau, count) {
    const points = [start], norms = [];
    for (let k = 0; k < count; k++) {
      const next = step(points[k], tau);
      points.push(next.point);
      norms.push(next.norm);
    }
    return { points, norms };
  }
  const threshold = (state) => 10 ** state.tau;
  function run(state) {
    const start = [state.w, state.b], clipped = walk(start, threshold(state), state.count), plain = walk(start, Infinity, state.count);
    const away = ([w, b]) => Math.hypot(w - state.w, b - state.b) > FAR;
    return { clipped, plain, thrown: plain.points.findIndex(away), off: clipped.points.findIndex(away),
      shortened: clipped.norms.filter((norm) => norm > threshold(state)).length };
  }
  const first = { tau: -0.7, w: 5.5, b: -2.6, count: 100 };

  /* The surface: a line per bias, the one furthest back on top; the loss stands upright. */
  const W = [3.6, 6.2], B = [-3.1, -1.7], ROWS = 14, COLUMNS = 26, TALL = 180;
  const x = (w, b) => 14 + 400 * (w - W[0]) / (W[1] - W[0]) + 44 * (B[1] - b) / (B[1] - B[0]);
  const ground = (b) => 118 + 164 * (b - B[0]) / (B[1] - B[0]);
  const y = (w, b) => ground(b) - TALL * loss(w, b);
  const inside = ([w, b]) => w >= W[0] && w <= W[1] && b >= B[0] && b <= B[1];
  const at = ([w, b]) => `${x(w, b).toFixed(1)} ${y(w, b).toFixed(1)}`;
  /* Weights from one to another, closer where the loss is steep, without the first. */
  function between(low, high, b) {
    const steep = Math.abs(loss(high, b) - loss(low, b)) > 0.04 && high - low > 0.004, middle = (low + high) / 2;
    return steep ? [...between(low, middle, b), ...between(middle, high, b)] : [high];
  }
  const ridge = (b) => {
    const grid = (k) => W[0] + (W[1] - W[0]) * k / COLUMNS, points = [W[0]];
    for (let k = 1; k <= COLUMNS; k++) points.push(...between(grid(k - 1), grid(k), b));
    return "M" + points.map((w) => at([w, b])).join("L");
  };
  let drawn = "";  // the surface is the same for every state
  function surface() {
    const corner = (w, b) => `${x(w, b).toFixed(1)} ${ground(b).toFixed(1)}`, [left, right] = W, [back, front] = B;
    if (!drawn) drawn = line(`M${corner(left, back)}L${corner(right, back)}L${corner(right, front)}L${corner(left, front)}L${corner(left, back)}`, "faint");
    else return drawn;
    for (let k = 0; k <= ROWS; k++) drawn += line(ridge(B[0] + (B[1] - B[0]) * k / ROWS), "grey", 1, { "stroke-opacity": 0.7 });
    return drawn;
  }
  /* A way over the surface: as far as it stays on it, then a dart to where it leaves. */
  function way(points, colour, dashes, dart) {
    const out = points.findIndex((point) => !inside(point)), seen = out < 0 ? points : points.slice(0, out);
    let path = "M" + seen.map(at).join("L"), leaves = "";
    if (out > 0) {
      const [w, b] = points[out - 1], [dw, db] = [points[out][0] - w, points[out][1] - b], size = Math.hypot(dw, db);
      const [left, top] = [x(w, b), y(w, b)], angle = Math.atan2(ground(b + db / size) - ground(b), x(w + dw / size, b + db / size) - x(w, b));
      const end = [Math.min(452, Math.max(12, left + 70 * Math.cos(angle))), Math.min(278, Math.max(24, top + 70 * Math.sin(angle)))].map((v) => v.toFixed(1));
      path += `L${end.join(" ")}`;
      leaves = text(Math.min(440, Number(end[0]) + 6), Number(end[1]) + 18, dart, "ink", { "text-anchor": "middle" });
    }
    return line(path, colour, 1, { "stroke-dasharray": dashes, "stroke-linejoin": "round" }) + leaves;
  }
  const spots = (points) => points.filter(inside).map((point) => {
    const [cx, cy] = at(point).split(" ");
    return tag("circle", { cx, cy, r: 2.5, fill: ink("orange") });
  }).join("");
  const ball = (points) => inside(points[points.length - 1]) ? tag("circle", { cx: at(points[points.length - 1]).split(" ")[0], cy: at(points[points.length - 1]).split(" ")[1], r: 7, fill: ink("orange") }) : "";
  function box(points) {
    const last = points[points.length - 1];
    if (!inside(last)) return "";
    const [left, top] = at(last).split(" ").map(Number);
    return rect(left - 6, top - 6, 12, 12, "none", { stroke: ink("ink"), "stroke-width": 2 });
  }
  const small = { "text-anchor": "start" };
  const scale = () => [4, 5, 6].map((w) => text(x(w, B[1]), 303, w, "grey")).join("") + text(x(4.5, B[1]), 304, slanted("W", "hh"), "grey") +
    text(x(W[1], B[1]) + 8, 284, number(B[1], 1), "grey", small) + text(x(W[1], -2.4) + 8, ground(-2.4), slanted("b", "h"), "grey", small) +
    text(478, ground(B[0]) - 16, number(B[0], 1), "grey", { "text-anchor": "end" }) + text(30, 50, "loss", "grey");

  /* Below: the norm of each step's gradient, logarithmic. */
  const TOP = 322, HIGH = 84, LEFT = 52, WIDE = 412, LOW = -3, DECADES = 7;
  const column = (k) => LEFT + WIDE * (k + 0.5) / MOST, level = (log) => TOP + HIGH * (1 - (Math.max(LOW, log) - LOW) / DECADES);
  const height = (norm) => level(Math.log10(Math.max(norm, 1e-30)));
  function strip(state, r) {
    const dots = r.clipped.norms.map((norm, k) => tag("circle", { cx: column(k).toFixed(1), cy: height(norm).toFixed(1), r: 2.5, fill: ink("orange") })).join("");
    const squares = r.plain.norms.map((norm, k) => rect(column(k) - 3, height(norm) - 3, 6, 6, "none", { stroke: ink("ink") })).join("");
    const marks = [[-3, "0.001"], [0, "1"], [3, "1000"]].map(([log, words]) => text(LEFT - 6, level(log) + 5, words, "grey", { "text-anchor": "end" })).join("");
    return rect(LEFT, TOP, WIDE, HIGH, "none", { stroke: ink("grey") }) + marks + squares + dots +
      line(`M${LEFT} ${level(state.tau).toFixed(1)}h${WIDE}`, "ink", 1.5, { "stroke-dasharray": "1 4" }) + text(LEFT + WIDE - 14, level(state.tau) - 5, slanted("\u03c4")) +
      text(LEFT, TOP + HIGH + 17, 0, "grey") + text(LEFT + WIDE / 2, TOP + HIGH + 17, "norm of the gradient, step by step", "grey") + text(LEFT + WIDE - 12, TOP + HIGH + 17, MOST, "grey");
  }
  const legend = () => tag("circle", { cx: 210, cy: 15, r: 6, fill: ink("orange") }) + text(222, 20, "clipped", "ink", small) +
    rect(300, 9, 12, 12, "none", { stroke: ink("ink"), "stroke-width": 2 }) + text(320, 20, "not clipped", "ink", small);
  function picture(state) {
    const r = run(state);
    return svg(480, 430, surface(), scale(), way(r.plain.points, "ink", "none", "thrown off"), way(r.clipped.points, "orange", "2 3", "thrown off"), spots(r.clipped.points),
      box(r.plain.points), ball(r.clipped.points), strip(state, r), legend());
  }

  const place = ([w, b]) => `${number(w, Math.abs(w) < 100 ? 2 : 0)} and ${number(b, Math.abs(b) < 100 ? 2 : 0)}`;
  function told(points, gone) {
    const last = points[points.length - 1], value = loss(...last);
    const where = gone > 0 ? `was thrown off at step ${gone}, to ${place(points[gone])}` : `is at ${place(last)}`;
    return `${where}; its loss is ${number(value, 3)}`;
  }
  function sentence(state) {
    const r = run(state), many = `${r.shortened} of ${state.count} gradients were longer`;
    return state.count ? `Step ${state.count}. Clipped to ${texts(state).tau} (${many}), the ball ${told(r.clipped.points, r.off)}. Not clipped, it ${told(r.plain.points, r.thrown)}.`
      : `At the start the loss is ${number(loss(state.w, state.b), 3)}.`;
  }
  const texts = (state) => ({ tau: threshold(state) < 1 ? String(Number(threshold(state).toPrecision(2))) : number(threshold(state), 1), w: number(state.w), b: number(state.b), count: String(state.count) });
  const sub = (letter, below) => `<i>${letter}</i><sub>${below}</sub>`;
  const controls = (state) => group("buttons", button("one", "One step"), button("ten", "Ten steps"), button("back", "Back to the start")) +
    group("pairs", slider("tau", "Threshold <i>\u03c4</i>", state, -2.5, 1.5, 0.1), slider("count", "Steps", state, 0, MOST, 1),
      slider("w", `Start, ${sub("W", "hh")}`, state, 4.5, 6, 0.05), slider("b", `Start, ${sub("b", "h")}`, state, -3, -2, 0.05));
  const go = (more) => (state) => ({ ...state, count: Math.min(MOST, state.count + more) });
  const acts = { one: go(1), ten: go(10), back: (state) => ({ ...state, count: 0 }) };
  const alt = "Above: the loss of a network of one unit over its weight and its bias, as a surface of lines. At the back left it is a high plateau, at the right a low plain, and between them it breaks off along a " +
    "diagonal edge, whose face sinks towards the front left. Two ways lead from one start on the plain to the edge. Without clipping, a square is thrown away from it, off the surface; clipped, a ball hops along the edge to the front left, where the loss is least. " +
    "Below: the norm of the gradient at each step, on a logarithmic scale, with the threshold as a dotted line.";
  return { alt, first, controls, picture, sentence, texts, acts, run, states, loss, gradient, step, walk, between, threshold };
})());
