/* Attention: a sentence of German number words, what a small network makes of it in English, and where each word looked. The
   reader hides one word of the source, from the weights alone or from the encoder too. */
live.define("attention", (function () {
  "use strict";
  const { network, number, short, uniform, svg, rect, line, text, slider, check, button, group, ink } = live;
  const NUMBERS = 4, WORDS = 12, MOST = 12, TYPED = 24, models = new Map();
  const first = { typed: "42 17 99 5", shown: "42 17 99 5", hidden: 0, encoder: false, seed: 0 };

  /* The network of the file: tables as lists of rows, matrices turned, as `affine` takes them. */
  function model({ weights }) {
    if (!models.has(weights)) models.set(weights, opened(network.open(weights)));
    return models.get(weights);
  }
  function opened({ said, tensors }) {
    const own = JSON.parse(said.number_translator), m = own.hidden_size, values = (name) => tensors[name].values;
    const rows = (name) => Array.from({ length: tensors[name].shape[0] }, (_, k) => values(name).subarray(k * tensors[name].shape[1], (k + 1) * tensors[name].shape[1]));
    const turned = (name) => Float64Array.from({ length: values(name).length }, (_, k) => {
      const [n, columns] = tensors[name].shape;
      return values(name)[k % n * columns + Math.floor(k / n)];
    });
    const unit = (U, c) => ({ m, W_h: turned(U), b_h: Float64Array.from([...Array(2 * m).fill(0), ...values(c)]) });
    return { ...own, m, E_read: rows("E_read"), reads: unit("U_read", "c_read"), E_write: rows("E_write"), writes: unit("U_write", "c_write"),
      A: turned("A_write"), W_q: turned("W_q"), W_k: turned("W_k"), W_s: values("W_s"), W_y: turned("W_hy"), b_y: values("b_y") };
  }
  const product = (W, x) => network.affine(W, x, new Float64Array(W.length / x.length));

  /* The states after each word of a source; a word that is left out, null, has none. */
  function encode(net, symbols) {
    let h = network.start(net);
    return symbols.map((symbol) => symbol === null ? null : (h = network.step(net.reads, net.E_read[symbol], h)));
  }
  /* The weights of a step, from the decoder's state and the keys; a place without a key has 0. Without any place all are 0. */
  function weigh(net, eta, keys) {
    const query = product(net.W_q, eta);
    const scores = keys.map((key) => key ? key.reduce((sum, k, j) => sum + net.W_s[j] * Math.tanh(query[j] + k), 0) : -Infinity);
    const top = Math.max(...scores), shares = scores.map((score) => score > -Infinity ? Math.exp(score - top) : 0);
    const all = shares.reduce((sum, share) => sum + share, 0) || 1;
    return shares.map((share) => share / all);
  }
  /* The likeliest words one after the other, up to the stop: {word, p, scores}; places with `seen` false have no weight. */
  function write(net, states, seen) {
    const keys = states.map((h, j) => h && seen[j] ? product(net.W_k, h) : null), steps = [];
    for (let eta = network.start(net), given = net.target.length; steps.length < MOST && given; ) {
      const p = weigh(net, eta, keys), zeta = new Float64Array(net.m);
      p.forEach((share, j) => { if (share) states[j].forEach((value, k) => { zeta[k] += share * value; }); });
      const read = product(net.A, zeta).map((value, k) => value + net.E_write[given][k]);
      eta = network.step(net.writes, read, eta);
      const scores = network.affine(net.W_y, eta, net.b_y);
      given = scores.indexOf(Math.max(...scores));
      steps.push({ word: net.target[given], p, scores: Array.from(scores) });
    }
    return steps;
  }
  /* Translate source words with one of them hidden, from 1; 0 hides none. */
  function translate(net, words, hidden, encoder) {
    const symbols = words.map((word, j) => encoder && j + 1 === hidden ? null : net.source.indexOf(word));
    return write(net, encode(net, symbols), words.map((_, j) => j + 1 !== hidden));
  }

  /* Numbers that were typed, or what is wrong with them. */
  function parse(typed) {
    const pieces = typed.split(/[\s,;]+/).filter(Boolean), wrong = pieces.find((piece) => !/^\d{1,2}$/.test(piece));
    const error = !pieces.length ? "Type one to four whole numbers from 0 to 99, with spaces between." : wrong ? `\u201c${wrong}\u201d is no whole number from 0 to 99.`
      : pieces.length > NUMBERS ? `${pieces.length} numbers are too many: the network has learnt sentences of one to four.` : "";
    return { numbers: pieces.map(Number), error };
  }
  const said = (state, net, language) => parse(state.shown).numbers.map((n) => net.numbers[n][language]).join(" ").split(" ");
  const words = (steps) => steps.map(({ word }) => word).filter(Boolean);

  /* What is written now beside what is written with nothing hidden: rows, each the same, lost or new, by the longest common part. */
  function compared(before, now) {
    const length = before.map(() => 0), table = [...length, 0].map(() => [...now.map(() => 0), 0]);
    for (let a = before.length - 1; a >= 0; a--)
      for (let b = now.length - 1; b >= 0; b--) table[a][b] = before[a].word === now[b].word ? 1 + table[a + 1][b + 1] : Math.max(table[a + 1][b], table[a][b + 1]);
    const rows = [];
    for (let a = 0, b = 0; a < before.length || b < now.length; ) {
      if (a < before.length && b < now.length && before[a].word === now[b].word) rows.push({ ...now[b++], kind: "same", before: before[a++].p });
      else if (b === now.length || a < before.length && table[a + 1][b] >= table[a][b + 1]) rows.push({ word: before[a++].word, kind: "lost" });
      else rows.push({ ...now[b++], kind: "new" });
    }
    return rows;
  }
  function run(state, data) {
    const net = model(data), source = said(state, net, 0), before = translate(net, source, 0, false);
    const now = state.hidden ? translate(net, source, state.hidden, state.encoder) : before;
    return { source, truth: said(state, net, 1).join(" "), before, now, rows: compared(before, now) };
  }

  /* The picture: a row per word written, a column per word read, a square as large as the weight. */
  const LEFT = 104, TOP = 92, WIDE = 340, HIGH = 328, END = { "text-anchor": "end" }, START = { "text-anchor": "start" };
  const STRUCK = { "text-decoration": "line-through" }, BOLD = { "font-weight": 700 };
  function picture(state, data) {
    const { source, rows } = run(state, data), wide = Math.min(42, WIDE / source.length), high = Math.min(36, HIGH / rows.length);
    const x = (j) => short(LEFT + wide * (j + 0.5)), y = (k) => short(TOP + high * (k + 0.5)), [right, bottom] = [short(LEFT + wide * source.length), short(TOP + high * rows.length)];
    const columns = source.map((word, j) => {
      const out = j + 1 === state.hidden, at = x(j) + 5;
      return (out ? rect(x(j) - wide / 2, TOP, wide, bottom - TOP, "faint") : "") +
        text(at, TOP - 8, word, out ? "grey" : "ink", { ...START, transform: `rotate(-62 ${short(at)} ${TOP - 8})`, ...(out ? STRUCK : {}) });
    });
    const lines = rows.map(({ word, kind, p = [] }, k) => {
      const colour = kind === "lost" || !word ? "grey" : "ink", look = kind === "lost" ? STRUCK : kind === "new" ? BOLD : {};
      const squares = p.map((share, j) => {
        const side = Math.sqrt(share) * (Math.min(wide, high) - 2);
        return side > 1 ? rect(x(j) - side / 2, y(k) - side / 2, side, side, "green") : "";
      });
      return text(LEFT - 10, y(k) + 5, word || "stop", colour, { ...END, ...look }) + squares.join("");
    });
    const grid = [...rows.keys(), rows.length].map((k) => `M${LEFT} ${short(TOP + high * k)}H${right}`).join("") + `M${LEFT} ${TOP}V${bottom}M${right} ${TOP}V${bottom}`;
    const legend = [1, 0.5, 0.1].map((share, k) => {
      const side = 24 * Math.sqrt(share), at = 24 + 52 * k;
      return rect(at - side / 2, 448 - side / 2, side, side, "green") + text(at + 17, 453, share, "ink", START);
    });
    return svg(480, 466, text(4, 20, "across: read", "grey", START), text(4, 40, "down: written", "grey", START), ...columns, line(grid, "faint", 1), ...lines,
      ...legend, text(188, 453, "weight", "ink", START), text(290, 453, "lost", "grey", { ...START, ...STRUCK }), text(340, 453, "new", "ink", { ...START, ...BOLD }));
  }

  const quoted = (list) => list.length ? `\u201c${list.join(" ")}\u201d` : "nothing is written", top = (p) => p.indexOf(Math.max(...p));
  function sentence(state, data) {
    const { error } = parse(state.typed), { source, truth, now, rows } = run(state, data), written = words(now);
    if (error) return `${error} The picture still shows ${state.shown}.`;
    if (!state.hidden) return `${quoted(source)} becomes ${quoted(written)}, which is ${written.join(" ") === truth ? "right" : `wrong: expected ${quoted([truth])}`}.`;
    const of = (kind) => words(rows.filter((row) => row.kind === kind)), without = (list, others) => list.filter((word) => !others.includes(word));
    const [lost, more] = [of("lost"), of("new")], changes = { Lost: without(lost, more), New: without(more, lost), "In another place": lost.filter((word) => more.includes(word)) };
    const told = Object.entries(changes).filter(([, list]) => list.length).map(([what, list]) => `${what}: ${list.join(", ")}.`).join(" ");
    return `${quoted([source[state.hidden - 1]])} is hidden from the weights${state.encoder ? " and from the encoder" : ""}: ${quoted(written)}. ` + (told || `Nothing is lost${moved(state, source, rows)}.`);
  }
  /* Where the word that looked most at the hidden place looks now. */
  function moved(state, source, rows) {
    const looked = ({ before }) => before[state.hidden - 1], row = rows.reduce((most, each) => looked(each) > looked(most) ? each : most);
    if (looked(row) < 0.1 || !row.word) return "";
    const place = top(row.p), later = !state.encoder && place >= state.hidden ? ", whose state was made after it" : "";
    return `: \u201c${row.word}\u201d now looks most at word ${place + 1}, \u201c${source[place]}\u201d (${number(row.p[place])})${later}`;
  }
  const texts = (state, data) => ({ hidden: state.hidden ? `${state.hidden}: ${said(state, model(data), 0)[state.hidden - 1]}` : "none" });
  const controls = (state) => `<label class="live-area"><span>Numbers</span><input type="text" name="typed" value="${state.typed}" maxlength="${TYPED}" spellcheck="false" autocomplete="off"></label>` +
    slider("hidden", "Hidden word", state, 0, WORDS, 1) + check("encoder", "Hide it from the encoder too", state) +
    group("buttons", button("next", "Hide the next word"), button("none", "Hide none"), button("other", "Other numbers"));

  /* What was typed is shown once it is right; the slider ends where the sentence does. */
  function settle(state, changed, data) {
    if (changed === "typed") return parse(state.typed).error ? state : { ...state, shown: parse(state.typed).numbers.join(" "), hidden: 0 };
    return { ...state, hidden: Math.min(state.hidden, said(state, model(data), 0).length) };
  }
  function other(state) {
    const seed = state.seed + 1, count = uniform(seed, 0) < 0.5 ? 3 : 4;
    const typed = Array.from({ length: count }, (_, k) => Math.floor(100 * uniform(seed, k + 1))).join(" ");
    return { ...state, seed, typed, shown: typed, hidden: 0 };
  }
  const acts = { other, none: (state) => ({ ...state, hidden: 0 }),
    next: (state, data) => ({ ...state, hidden: state.hidden % said(state, model(data), 0).length + 1 }) };
  const alt = "A matrix. Above its columns stand the German words that are read, beside its rows the English words that are written, one below the other, and the stop. A green square in a row is as large as the weight " +
    "that this step gives to the word of that column. Most rows have one large square; where German says the units first, the squares of two rows cross. The column of a hidden word is grey, words that are lost are struck through, new ones are bold.";
  return { alt, first, controls, settle, acts, picture, sentence, texts, model, translate, parse, compared, run };
})());
