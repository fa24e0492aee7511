/* What the live figures share. A figure is a set of pure functions (CONTRIBUTING.md, 'A live figure'). The build calls them for
   the still picture and the controls, the tests hold them against the Python layers, and here they answer the reader.
   Nothing moves by itself: a figure changes only when a control does, and runs only from when the reader starts it. */
var live = (function () {
  "use strict";
  const figures = {}, waiting = {}, PAUSE = 400, BEAT = 120;
  const here = typeof document === "undefined" ? "" : document.currentScript.src;
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

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

  /* Draw n of a seed, from 0 to 1: a step of mulberry32. The same place is drawn alike whatever else is set. */
  function uniform(seed, n) {
    const a = Math.imul(seed, 0x9e3779b1) + Math.imul(n + 1, 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
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
  const area = (name, words, state, most) =>
    `<label class="live-area"><span>${words}</span><textarea name="${name}" rows="2" maxlength="${most}" spellcheck="false" autocomplete="off">${escaped(state[name])}</textarea></label>`;
  const choice = (name, words, options) =>
    `<label class="live-select"><span>${words}</span><select name="${name}" autocomplete="off">${options}</select></label>`;
  const option = (value, words, state, name) => `<option value="${value}"${String(value) === String(state[name]) ? " selected" : ""}>${words}</option>`;
  const button = (name, words) => `<button type="button" data-do="${name}">${words}</button>`;
  const group = (kind, ...content) => `<div class="live-${kind}">${content.join("")}</div>`;

  /* The state in which a figure stands on the page; where its data bring the first one about, `opens` says it. */
  const opening = (figure, data) => figure.opens ? figure.opens({ ...figure.first }, data) : { ...figure.first };

  /* What stands on the page before a script runs. */
  function still(name, data) {
    const figure = figures[name], state = opening(figure, data), texts = figure.texts(state, data);
    const filled = figure.controls(state, data).replace(/(data-text="(\w+)"[^>]*>)/g, (all, open, key) => open + escaped(texts[key]));
    const sounds = figure.sounds ? figure.sounds(state, data) : "";
    return JSON.stringify({ alt: figure.alt, controls: filled, sounds, picture: figure.picture(state, data), sentence: figure.sentence(state, data) });
  }
  const escaped = (words) => String(words).replace(/&/g, "&amp;").replace(/</g, "&lt;");

  function define(name, figure) {
    figures[name] = figure;
    if (typeof document === "undefined") return;
    for (const data of document.querySelectorAll(`script[data-for="${name}"]`)) start(data.closest("figure"), figure, data, name);
  }

  /* Data that the reader's first act brings: a script of their own, since a folder without a server serves nothing else. It says
     live.arrived(name, data). Whatever it was that the reader did is done when they are there. */
  function arrived(name, data) {
    for (const done of waiting[name]) done(data);
    delete waiting[name];
  }
  function fetched(name, address, done, failed) {
    if (waiting[name]) return waiting[name].push(done);  // the same figure twice on a page
    const script = document.createElement("script");
    waiting[name] = [done];
    script.src = new URL(address, here || location.href);  // without an address of its own this script stands in a page
    script.onerror = () => {
      delete waiting[name];
      failed();
    };
    document.head.append(script);
  }

  function start(root, figure, source, name) {
    const picture = root.querySelector(".drawings"), says = root.querySelector(".live-says");
    const controls = root.querySelectorAll("[name]"), texts = root.querySelectorAll("[data-text]"), sounds = [...root.querySelectorAll("audio")];
    let data = JSON.parse(source.textContent), state = null, later = 0, beat = 0, undone = [], asked = false;

    function show() {
      picture.innerHTML = figure.picture(state, data);
      picture.firstChild.setAttribute("role", "img");
      picture.firstChild.setAttribute("aria-label", figure.alt);
      const words = figure.texts(state, data);
      for (const place of texts) place.textContent = words[place.dataset.text];
      for (const control of controls) {
        if (control.type === "checkbox") control.checked = state[control.name];
        else if (control.value !== String(state[control.name])) control.value = state[control.name];
        if (control.type === "range") control.setAttribute("aria-valuetext", words[control.name]);
      }
    }
    function change(next) {
      while (next.running && calm()) next = figure.tick(next, data);
      state = next;
      show();
      clearTimeout(later);  // a slider on its way, or a figure that runs, must not talk at each step
      later = setTimeout(() => { says.textContent = figure.sentence(state, data); }, PAUSE);
      clearTimeout(beat);
      if (state.running) beat = setTimeout(() => change(figure.tick(state, data)), BEAT);
    }
    /* Do something to the state, once there is one. */
    function act(how) {
      if (state) return change(how(state));
      undone.push(how);
      load();
    }
    function open(found) {
      data = found;
      state = opening(figure, data);
      show();
      for (const how of undone.splice(0)) change(how(state));
    }
    function failed() {
      undone = [];
      asked = false;
      says.textContent = "The network's weights could not be loaded. Try again.";
    }
    function load() {
      if (state || asked) return;
      asked = true;
      fetched(name, source.dataset.later, open, failed);
    }
    root.addEventListener("input", ({ target }) => {
      const value = target.type === "checkbox" ? target.checked : target.type === "range" ? Number(target.value) : target.value;
      act((before) => {
        const next = { ...before, [target.name]: value };
        return figure.settle ? figure.settle(next, target.name, data) : next;
      });
    });
    root.addEventListener("click", ({ target }) => {
      const done = figure.acts[target.closest("button")?.dataset.do];
      if (done) act((before) => done(before, data));
    });
    for (const [k, sound] of sounds.entries()) listen(sound, k);
    function listen(sound, k) {
      const hear = () => act((before) => figure.heard(before, k, sound.paused || calm() ? -1 : sound.currentTime));
      const follow = () => {
        hear();
        if (!sound.paused) setTimeout(follow, BEAT / 2);
      };
      sound.addEventListener("play", () => {
        for (const other of sounds) if (other !== sound) other.pause();
        follow();
      });
      for (const event of ["pause", "ended"]) sound.addEventListener(event, hear);
    }
    if (!source.dataset.later) return open(data);
    for (const event of ["pointerover", "focusin"]) root.addEventListener(event, load, { once: true });
  }

  return { figures, define, arrived, still, escaped, tag, ink, short, number, uniform, svg, rect, line, text, slanted, slider, check, area, choice, option, button, group };
})();
