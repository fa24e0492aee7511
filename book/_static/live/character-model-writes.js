/* The character model writes: a GRU that has read plays goes on from a beginning, letter by letter, and four of its units are
   shown as it goes. */
live.define("character-model-writes", (function () {
  "use strict";
  const { network, escaped, number, uniform, svg, rect, line, text, slider, area, button, group, tag, ink } = live;
  const UNITS = [[70, "climbs through a line"], [46, "climbs until a sentence ends"], [64, "low on a word\u2019s first letter"], [3, "high on a word\u2019s second letter"]];
  const SHOWN = 44, BARS = 12, OPENING = 60, A_RUN = 240, MOST = 2000, TYPED = 200;
  const NAMES = ["layer.weight_ih_l0", "layer.weight_hh_l0", "layer.bias_ih_l0", "layer.bias_hh_l0", "readout.weight", "readout.bias"];
  const models = new Map();

  /* The network of the file, its alphabet, and the states after each letter of the text that it read last. */
  function model({ weights }) {
    if (!models.has(weights)) {
      const file = network.open(weights), { alphabet } = JSON.parse(file.said.plays_gru), net = network.gru(file, NAMES);
      models.set(weights, { net, alphabet, read: "", states: [network.start(net)] });
    }
    return models.get(weights);
  }
  const known = (beginning, { alphabet }) => [...beginning].filter((letter) => alphabet.includes(letter)).join("");
  const unknown = (beginning, { alphabet }) => [...new Set(beginning)].filter((letter) => !alphabet.includes(letter)).join("");
  const whole = (state, found) => known(state.beginning, found) + state.written;
  /* States from that before the first letter to that after the last. What the text shares with the last one is not read again. */
  function states(words, data) {
    const found = model(data), { net, alphabet } = found;
    let same = 0;
    while (same < words.length && words[same] === found.read[same]) same++;
    found.states.length = same + 1;
    for (let k = same; k < words.length; k++)
      found.states.push(network.step(net, network.read_symbol(net, alphabet.indexOf(words[k])), found.states[k]));
    found.read = words;
    return found.states;
  }
  /* The scores of the letter that comes next, and what a softmax makes of them at a temperature. */
  const scores = (words, data) => network.scores(model(data).net, states(words, data)[words.length]);
  function softmax(values, temperature) {
    const top = Math.max(...values), shares = Array.from(values, (value) => Math.exp((value - top) / temperature));
    const all = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => share / all);
  }
  function drawn(shares, u) {
    let sum = 0;
    const found = shares.findIndex((share) => (sum += share) > u);
    return found < 0 ? shares.indexOf(Math.max(...shares)) : found;
  }
  function one(state, data) {
    if (state.written.length >= MOST) return { ...state, running: false };
    const found = model(data), shares = softmax(scores(whole(state, found), data), state.temperature);
    return { ...state, written: state.written + found.alphabet[drawn(shares, uniform(state.seed, state.written.length))] };
  }
  function tick(state, data) {
    const next = one(state, data);
    return { ...next, running: next.running && next.written.length < state.until };
  }
  const first = { beginning: "HAMLET:\nTo be, or not to ", temperature: 0.7, seed: 1, written: "", running: false, until: 0 };
  function opens(state, data) {
    while (state.written.length < OPENING) state = one(state, data);
    return state;
  }
  const anew = (state) => ({ ...state, written: "", running: false });
  const settle = (state, changed) => changed === "beginning" ? anew(state) : state;
  const acts = { one: (state, data) => ({ ...one(state, data), running: false }), stop: (state) => ({ ...state, running: false }), anew,
    run: (state) => ({ ...state, running: true, until: state.written.length + A_RUN }), other: (state) => anew({ ...state, seed: state.seed + 1 }) };

  /* The text, its last rows; yours is grey and slanted. */
  const ROWS = 5, COLUMNS = 50, MONO = { "font-family": "monospace" }, LEFT = { "text-anchor": "start" };
  const plain = (words) => escaped(words).replace(/ /g, "\u00a0");
  function rows(words) {
    const found = [];
    let from = 0;
    for (const full of words.split("\n")) {
      let rest = full;
      while (rest.length > COLUMNS) {
        const cut = rest.lastIndexOf(" ", COLUMNS - 1) + 1 || COLUMNS;
        found.push([from, rest.slice(0, cut)]);
        from += cut;
        rest = rest.slice(cut);
      }
      found.push([from, rest]);
      from += rest.length + 1;
    }
    return found.slice(-ROWS);
  }
  const page = (words, yours) => rows(words).map(([from, row], k) => {
    const cut = Math.max(0, yours - from);
    return text(14, 18 + 19 * k, tag("tspan", { fill: ink("grey"), "font-style": "italic" }, plain(row.slice(0, cut))) + plain(row.slice(cut)), "ink", { ...LEFT, ...MONO });
  }).join("");

  /* The letters read last, and below each the four units after it. */
  const STRIP = 128, x = (k) => 39 + 10 * k, TALL = 50;
  const gap = (at, y) => line(`M${at - 5} ${y - 3}v3h10v-3`, "grey"), end = (at, y) => line(`M${at + 4} ${y - 9}v5h-8m3 -3l-3 3l3 3`, "grey");
  function letters(last) {
    const signs = last.map((letter) => letter === "\n" ? " " : letter).join("");
    return last.length ? text(0, STRIP, plain(signs), "ink", { ...MONO, x: last.map((_, k) => x(k)).join(" ") }) +
      last.map((letter, k) => letter === "\n" ? end(x(k), STRIP) : "").join("") : "";
  }
  function trace([unit, words], row, values) {
    const top = STRIP + 12 + TALL * row, middle = top + 33;
    const bars = values.map((value, k) => rect(x(k) - 3.5, middle - Math.max(0, 15 * value), 7, Math.max(0.5, 15 * Math.abs(value)), "blue")).join("");
    return text(34, top + 13, `unit ${unit}: ${words}`, "ink", LEFT) + line(`M34 ${middle}h440`, "grey", 1) + bars +
      text(28, middle - 5, 1, "grey", { "text-anchor": "end" }) + text(28, middle + 15, number(-1, 0), "grey", { "text-anchor": "end" });
  }

  /* The likeliest next letters: filled at the temperature, outlined at 1. */
  const BASE = 440, HIGH = 62;
  const name = (letter) => letter === " " ? "space" : letter === "\n" ? "line end" : `\u201c${letter}\u201d`;
  const sign = (letter, at, y) => letter === " " ? gap(at, y) : letter === "\n" ? end(at, y) : text(at, y, escaped(letter), "ink", MONO);
  function likeliest(state, data) {
    const found = model(data), values = scores(whole(state, found), data), even = softmax(values, 1), shares = softmax(values, state.temperature);
    const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]).slice(0, BARS);
    return order.map((k) => ({ letter: found.alphabet[k], share: shares[k], even: even[k] }));
  }
  const bar = ({ letter, share, even }, k) => {
    const at = 32 + 38 * k, label = share >= 0.005 ? text(at, BASE - HIGH * Math.max(share, even) - 5, Math.round(100 * share)) : "";
    return rect(at - 12, BASE - HIGH * share, 24, HIGH * share, "ink") + rect(at - 12, BASE - HIGH * even, 24, HIGH * even, "none", { stroke: ink("grey"), "stroke-width": 1.5 }) +
      label + sign(letter, at, BASE + 17);
  };
  function picture(state, data) {
    const words = whole(state, model(data)), all = states(words, data), from = Math.max(0, words.length - SHOWN);
    const seen = all.slice(from + 1, words.length + 1);
    return svg(480, 464, rect(0.5, 0.5, 479, 103, "none", { stroke: ink("faint") }), page(words, words.length - state.written.length), letters([...words.slice(from)]),
      UNITS.map((unit, row) => trace(unit, row, seen.map((h) => h[unit[0]]))).join(""),
      text(14, BASE - HIGH - 26, "the next letter, per cent; outline: at temperature 1", "ink", LEFT), line(`M14 ${BASE}h456`, "grey", 1), likeliest(state, data).map(bar).join(""));
  }

  function sentence(state, data) {
    const found = model(data), words = whole(state, found), h = states(words, data)[words.length], strange = unknown(state.beginning, found);
    const next = likeliest(state, data).slice(0, 3).map(({ letter, share }) => `${name(letter)} ${Math.round(100 * share)}\u00a0%`).join(", ");
    const told = words ? `After \u201c${words.slice(-12).replace(/\n/g, " / ")}\u201d` : "At the start";
    return `${state.written.length} letter${state.written.length === 1 ? "" : "s"} written. ${told} the likeliest letters are ${next}. Units ${UNITS.map(([unit]) => unit).join(", ")} are at ` +
      `${UNITS.map(([unit]) => number(h[unit])).join(", ")}.${strange ? ` Left out, for the plays have none: ${strange.slice(0, 8)}` : ""}`;
  }
  const texts = (state) => ({ temperature: number(state.temperature) });
  const controls = (state) => area("beginning", "A beginning", state, TYPED) + slider("temperature", "Temperature", state, 0.1, 2, 0.05) +
    group("buttons", button("one", "One letter"), button("run", "Run"), button("stop", "Stop"), button("anew", "Begin anew"), button("other", "Other draws"));
  const alt = "Above: a beginning in grey, and what the network has written after it. In the middle: the last letters in a row, and below each of them, as bars up or down, " +
    "the values of four units of the network after that letter, between minus one and one. Below: columns with the probabilities of the likeliest next letters, filled at the temperature that is set and outlined at temperature one.";
  const plainly = { scores: (words, data) => [...scores(words, data)], states: (words, data) => states(words, data).map((h) => [...h]) };
  return { alt, first, opens, controls, acts, settle, tick, picture, sentence, texts, UNITS, ...plainly, softmax, uniform, drawn, likeliest, rows };
})());
