/* What the live figures share. A figure is a set of pure functions (CONTRIBUTING.md, 'A live figure'). The build calls them for
   the still picture and the controls, the tests hold them against the Python layers, and here they answer the reader.
   Nothing moves by itself: a figure changes only when a control does. */
var live = (function () {
  "use strict";
  const figures = {}, PAUSE = 400;

  const tag = (name, attributes, ...content) =>
    `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join("")}>${content.join("")}</${name}>`;
  /* Each stands in full: the build keeps of a style sheet only the properties that it finds so. */
  const COLOURS = { none: "none", ink: "var(--live-ink)", grey: "var(--live-grey)", faint: "var(--live-faint)",
    blue: "var(--live-blue)", green: "var(--live-green)", orange: "var(--live-orange)" };
  const ink = (name) => COLOURS[name];
  const short = (value) => Number(value.toFixed(2));

  /* A number to some digits, with a true minus. */
  function number(value, digits = 2) {
    const text = Math.abs(value).toFixed(digits);
    return (value < 0 && Number(text) ? "\u2212" : "") + text;
  }

  const svg = (width, height, ...content) =>
    tag("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, "font-size": 15 }, ...content);
  const rect = (x, y, width, height, colour, more = {}) => width > 0 && height > 0
    ? tag("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: ink(colour), ...more }) : "";
  const line = (path, colour, width = 1.5, more = {}) => tag("path", { d: path, fill: "none", stroke: ink(colour), "stroke-width": short(width), ...more });
  const text = (x, y, words, colour = "ink", more = {}) =>
    tag("text", { x: short(x), y: short(y), "text-anchor": "middle", fill: ink(colour), ...more }, words);
  const slanted = (letter, below = "") =>
    tag("tspan", { "font-style": "italic" }, letter) + (below && tag("tspan", { dy: 4, "font-size": "72%" }, below));

  /* Controls, as HTML: native ones, so keyboards and screen readers know them. A name is a key of the figure's state. */
  const slider = (name, words, state, min, max, step) =>
    `<div class="live-slider"><label><span>${words}</span><input type="range" name="${name}" min="${min}" max="${max}" step="${step}" value="${state[name]}" autocomplete="off"></label><span data-text="${name}"></span></div>`;
  const check = (name, words, state) =>
    `<label class="live-check"><input type="checkbox" name="${name}"${state[name] ? " checked" : ""} autocomplete="off"><span>${words}</span></label>`;
  const button = (name, words) => `<button type="button" data-do="${name}">${words}</button>`;
  const group = (kind, ...content) => `<div class="live-${kind}">${content.join("")}</div>`;

  /* What stands on the page before a script runs. */
  function still(name, data) {
    const figure = figures[name], state = { ...figure.first }, texts = figure.texts(state, data);
    const filled = figure.controls(state, data).replace(/(data-text="(\w+)"[^>]*>)/g, (all, open, key) => open + escaped(texts[key]));
    return JSON.stringify({ alt: figure.alt, controls: filled, picture: figure.picture(state, data), sentence: figure.sentence(state, data) });
  }
  const escaped = (words) => String(words).replace(/&/g, "&amp;").replace(/</g, "&lt;");

  function define(name, figure) {
    figures[name] = figure;
    if (typeof document === "undefined") return;
    for (const data of document.querySelectorAll(`script[data-for="${name}"]`)) start(data.closest("figure"), figure);
  }

  function start(root, figure) {
    const data = JSON.parse(root.querySelector("script").textContent);
    const picture = root.querySelector(".drawings"), says = root.querySelector(".live-says");
    const controls = root.querySelectorAll("[name]"), texts = root.querySelectorAll("[data-text]");
    let state = { ...figure.first }, later = 0;

    function show() {
      picture.innerHTML = figure.picture(state, data);
      picture.firstChild.setAttribute("role", "img");
      picture.firstChild.setAttribute("aria-label", figure.alt);
      const words = figure.texts(state, data);
      for (const place of texts) place.textContent = words[place.dataset.text];
      for (const control of controls) {
        if (control.type === "checkbox") control.checked = state[control.name];
        else control.value = state[control.name];
        if (control.type === "range") control.setAttribute("aria-valuetext", words[control.name]);
      }
    }
    function change(next) {
      state = next;
      show();
      clearTimeout(later);  // a slider on its way must not talk at each step
      later = setTimeout(() => { says.textContent = figure.sentence(state, data); }, PAUSE);
    }
    root.addEventListener("input", ({ target }) => {
      const value = target.type === "checkbox" ? target.checked : target.type === "range" ? Number(target.value) : target.value;
      const next = { ...state, [target.name]: value };
      change(figure.settle ? figure.settle(next, target.name) : next);
    });
    root.addEventListener("click", ({ target }) => {
      const act = figure.acts[target.closest("button")?.dataset.do];
      if (act) change(act(state, data));
    });
    show();
  }

  return { figures, define, still, tag, ink, number, svg, rect, line, text, slanted, slider, check, button, group };
})();
