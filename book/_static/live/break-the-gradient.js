/* Break the gradient: one deliberate mistake, five checks, and a bet which of them see it. The data are the real table. */
live.define("break-the-gradient", (function () {
  "use strict";
  const { svg, rect, line, text, choice, option, button, group, check, tag, ink } = live;
  const CHECKS = ["forward equation", "complex step", "autograd", "padding", "second use"], BETS = CHECKS.map((_, k) => `bet${k}`);
  const NEXT = 23;  // no divisor of the number of mistakes, so the walk meets all of them
  const blank = { revealed: false, ...Object.fromEntries(BETS.map((bet) => [bet, false])) };
  const first = { ...blank, which: "13", revealed: true, example: true, asked: 0, exact: 0, right: 0 };

  const sees = (row) => CHECKS.map((name) => row.caught_by.includes(name));
  const bets = (state) => BETS.map((bet) => state[bet]);
  /* How many of five bets are right. */
  const agreeing = (one, other) => one.filter((value, k) => value === other[k]).length;
  function reveal(state, data) {
    if (state.revealed) return state;
    const right = agreeing(bets(state), sees(data[state.which]));
    return { ...state, revealed: true, asked: state.asked + 1, right: state.right + right, exact: state.exact + (right === CHECKS.length) };
  }
  const anew = (state) => ({ ...state, ...blank, example: false });
  const next = (state, data) => ({ ...anew(state), which: String((Number(state.which) + NEXT) % data.length) });
  /* Another mistake wipes the bets; a bet after the answer begins again on the same mistake, and counts no second time. */
  function settle(state, changed) {
    if (changed === "which") return anew(state);
    return state.revealed ? { ...anew(state), [changed]: state[changed] } : state;
  }

  const PLACES = { forward: [170, 46], backward: [170, 74], padding: [372, 46], reuse: [262, 18] };
  const arrow = (x, y, left) => `M${x - left * 9} ${y - 5}L${x} ${y}L${x - left * 9} ${y + 5}Z`;
  function passes(row, state) {
    const cell = (x, more) => rect(x - 22, 30, 44, 60, "none", { rx: 7, stroke: ink("ink"), "stroke-width": 1.5, ...more });
    const cells = [130, 210, 290].map((x) => cell(x, {})).join("") + cell(372, { "stroke-dasharray": "3 4" });
    const [x, y] = PLACES[row.part];
    return line("M92 46H402", "blue", 2.6) + line("M410 74H100", "orange", 2.6, { "stroke-dasharray": "6 4" }) + cells +
      tag("path", { d: arrow(410, 46, 1), fill: ink("blue") }) + tag("path", { d: arrow(92, 74, -1), fill: ink("orange") }) +
      line("M434 60V18H84V36", "grey", 1.5) + tag("path", { d: "M79 34L84 43L89 34Z", fill: ink("grey") }) +
      text(40, 51, "forward", "blue") + text(40, 79, "backward", "orange") + text(372, 66, "pad", "grey") +
      (state.revealed ? line(`M${x - 8} ${y - 8}l16 16m0 -16l-16 16`, "ink", 3.5) : "");
  }
  const LOOKS = ["M48 142V112H96V50", "M144 142V112H170V80M170 68V52", "M240 142V112H250V80", "M336 142V112H372V96", "M432 142V64"];
  function verdict(k, row, state) {
    const x = 48 + 96 * k, [above, below] = CHECKS[k].split(" "), caught = sees(row)[k], bet = bets(state)[k];
    const shown = state.revealed ? (caught ? text(x, 196, "sees it", "ink", { "font-weight": 700 }) : text(x, 196, "silent", "grey")) : text(x, 196, "?", "grey");
    const said = state.example ? "" : state.revealed ? (bet === caught ? "\u2713 right" : "\u2717 wrong") : bet ? "bet: sees" : "";
    return line(LOOKS[k], state.revealed && caught ? "ink" : "faint", state.revealed && caught ? 2 : 1.5) +
      rect(x - 43, 142, 86, 66, state.revealed && caught ? "faint" : "none", { rx: 7, "fill-opacity": 0.45, stroke: ink(bet || (state.revealed && caught) ? "ink" : "grey"), "stroke-width": bet ? 3 : 1.5 }) +
      (below ? text(x, 160, above) + text(x, 176, below) : text(x, 168, above)) + shown + text(x, 228, said);
  }
  function picture(state, data) {
    const row = data[state.which];
    return svg(480, 238, passes(row, state), ...CHECKS.map((_, k) => verdict(k, row, state)));
  }

  function sentence(state, data) {
    const row = data[state.which], them = row.caught_by;
    if (!state.revealed) return `${row.layer}, ${row.name}: which checks see it? Bet, then reveal.`;
    const names = them.length > 1 ? `${them.slice(0, -1).join(", ")} and ${them[them.length - 1]} see it` : `only ${them[0]} sees it`;
    const bet = state.example ? "An example" : `${agreeing(bets(state), sees(row))} of 5 bets are right`;
    return `${bet}. Of the five checks, ${names}.`;
  }
  function texts(state, data) {
    const row = data[state.which], marked = (sign, code) => code.split("\n").map((one) => `${sign} ${one}`).join("\n");
    return { says: `${row.layer}: ${row.says}.`, before: marked("\u2212", row.before), after: marked("+", row.after),
      score: state.asked ? `Score: ${state.right} of ${5 * state.asked} bets right, ${state.exact} of ${state.asked} mistakes without a slip.` : "Score: no bet yet." };
  }
  function controls(state, data) {
    const layers = [...new Set(data.map((row) => row.layer))];
    const options = layers.map((layer) => tag("optgroup", { label: layer }, ...data.map((row, k) => (row.layer === layer
      ? option(k, row.name, state, "which") : ""))));
    return choice("which", "Mistake", options.join("")) +
      '<p class="live-words" data-text="says"></p><pre class="live-code"><del data-text="before"></del><ins data-text="after"></ins></pre>' +
      `<fieldset class="live-bets"><legend>My bet: it is seen by</legend>${CHECKS.map((name, k) => check(BETS[k], name, state)).join("")}</fieldset>` +
      group("buttons", button("reveal", "Reveal"), button("next", "Next mistake")) + '<p class="live-score" data-text="score"></p>';
  }
  const alt = "What five checks of a layer look at. A blue line, the forward pass, runs to the right through three cells and a padded step; a dashed orange line, the backward pass, runs back " +
    "through them; a grey line leads from the end to a second use. Below stand five boxes: forward equation, complex step, autograd, padding and second use, each joined to what it compares. " +
    "A cross marks where the mistake sits, and each box says whether its check sees it.";
  return { alt, first, controls, picture, sentence, texts, settle, acts: { reveal, next }, sees, agreeing, CHECKS };
})());
