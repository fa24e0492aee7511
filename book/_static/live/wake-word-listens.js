/* The wake word listens: a GRU runs over four recordings, and raises an alarm where the mean of its last outputs reaches the threshold. */
live.define("wake-word-listens", (function () {
  "use strict";
  const { network, escaped, number, svg, rect, line, text, slider, button, group, tag, ink } = live;
  const NAMES = ["W_x", "W_h", "b_x", "b_h", "w_y", "b_y"], read = new Map();

  /* The mean of the last `width` outputs; of fewer at the beginning. */
  function smoothed(outputs, width) {
    let sum = 0;
    return outputs.map((output, t) => {
      sum += output - (t < width ? 0 : outputs[t - width]);
      return sum / Math.min(t + 1, width);
    });
  }
  /* The output after each step of inputs (T, d). */
  function outputs(net, inputs) {
    let h = network.start(net);
    return inputs.map((x) => {
      h = network.step(net, network.read_vector(net, x), h);
      return network.sigmoid(network.scores(net, h)[0]);
    });
  }
  /* Inputs (T, d) of a recording, from numbers of 8 bits. */
  const inputs = ({ shape: [T, d], values }, { scale }) => Array.from({ length: T }, (_, t) => Array.from({ length: d }, (_, k) => scale * values[t * d + k]));
  function model(data) {
    if (!read.has(data.clips)) read.set(data.clips, listen(data));
    return read.get(data.clips);
  }
  function listen({ weights, clips }) {
    const own = network.open(weights), net = network.gru(own, NAMES), file = network.open(clips), said = JSON.parse(file.said.wake_word_clips);
    const [smoothing, rest, chosen] = ["smoothing", "rest", "threshold"].map((name) => Number(own.said[name]));
    const heard = said.clips.map((clip) => {
      const raw = outputs(net, inputs(file.tensors[clip.name], clip));
      return { ...clip, raw, scores: smoothed(raw, smoothing), seconds: raw.length * said.step };
    });
    return { ...said, clips: heard, rest, chosen };
  }

  /* The steps of alarms: at or above the threshold, and `rest` steps after the last. */
  function alarms(scores, threshold, rest) {
    let free = 0;
    return [...scores.keys()].filter((t) => {
      const found = scores[t] >= threshold && t >= free;
      if (found) free = t + rest;
      return found;
    });
  }
  const moment = (t, { step, heard }) => t * step + heard;
  /* What alarms answer up to a time: each alarm with whether it is right, and of each word whether it is missed. */
  function judged(clip, threshold, rule, until = Infinity) {
    const times = alarms(clip.scores, threshold, rule.rest).map((t) => moment(t, rule)).filter((time) => time <= until);
    const answers = ([start, end], time) => start <= time && time <= end + rule.late;
    const rung = times.map((time) => ({ time, right: clip.wakes.some((word) => answers(word, time)) }));
    const words = clip.wakes.map((word) => ({ word, heard: times.some((time) => answers(word, time)) }));
    return { rung, words: words.filter(({ word, heard }) => heard || word[1] + rule.late <= until), wrong: rung.filter(({ right }) => !right).length };
  }
  const first = { level: 2, playing: -1, at: 0 };
  const threshold = (state) => 1 / (1 + Math.exp(-state.level));
  const until = (state, k) => state.playing === k ? state.at : Infinity;
  function counted(state, data) {
    const found = model(data), all = found.clips.map((clip, k) => judged(clip, threshold(state), found, until(state, k)));
    const words = all.flatMap((each) => each.words);
    return { all, words: words.length, missed: words.filter(({ heard }) => !heard).length, wrong: all.reduce((sum, each) => sum + each.wrong, 0) };
  }
  const logit = (share) => Math.log(share / (1 - share));
  const opens = (state, data) => ({ ...state, level: logit(model(data).chosen) });
  /* A recording plays, and has come to so many seconds; -1: it does no more. */
  function heard(state, k, at) {
    if (at < 0) return state.playing === k ? { ...state, playing: -1, at: 0 } : state;
    return { ...state, playing: k, at };
  }

  /* The picture: a strip for each recording. */
  const X = 34, WIDE = 438, HIGH = 58, PITCH = 90, TOP = 24;
  function strip(clip, k, state, found, all) {
    const top = TOP + PITCH * k, x = (time) => X + WIDE * time / found.longest, y = (share) => top + HIGH * (1 - share);
    const last = until(state, k), cut = (curve) => curve.filter((_, t) => moment(t, found) <= last);
    const path = (curve) => cut(curve).map((share, t) => `${t ? "L" : "M"}${x(moment(t, found)).toFixed(1)} ${y(share).toFixed(1)}`).join("") || "M0 0";
    const level = y(threshold(state)), cross = (at) => line(`M${at - 5} ${level - 5}l10 10m0 -10l-10 10`, "ink", 2.5);
    const { rung, words, wrong } = all[k], miss = words.filter((each) => !each.heard);
    const tally = `${clip.wakes.length ? `${words.length - miss.length} of ${clip.wakes.length} heard, ` : ""}${wrong} false`;
    return text(X, top - 7, `${k + 1}: ${escaped(clip.title)}`, "ink", { "text-anchor": "start" }) + text(X + WIDE, top - 7, tally, "ink", { "text-anchor": "end" }) +
      clip.wakes.map(([start, end]) => rect(x(start), top, x(end) - x(start), HIGH, "faint")).join("") +
      rect(X, top, x(clip.seconds) - X, HIGH, "none", { stroke: ink("grey") }) + line(path(clip.raw), "grey", 1) + line(path(clip.scores), "blue", 2.5) +
      line(`M${X} ${level.toFixed(1)}H${x(clip.seconds).toFixed(1)}`, "ink", 1.5, { "stroke-dasharray": "2 4" }) +
      rung.map(({ time, right }) => right ? tag("circle", { cx: x(time).toFixed(1), cy: level.toFixed(1), r: 6, fill: ink("ink") }) : cross(x(time))).join("") +
      miss.map(({ word: [, end] }) => tag("circle", { cx: x(end).toFixed(1), cy: level.toFixed(1), r: 6, fill: "none", stroke: ink("ink"), "stroke-width": 2 })).join("") +
      (state.playing === k ? line(`M${x(last).toFixed(1)} ${top}v${HIGH}`, "ink", 2) : "") +
      text(X - 6, top + 11, 1, "grey", { "text-anchor": "end" }) + text(X - 6, top + HIGH, 0, "grey", { "text-anchor": "end" });
  }
  function legend(y) {
    const left = { "text-anchor": "start" };
    return tag("circle", { cx: 42, cy: y - 5, r: 6, fill: ink("ink") }) + text(54, y, "right alarm", "ink", left) + line(`M151 ${y - 10}l10 10m0 -10l-10 10`, "ink", 2.5) +
      text(168, y, "false alarm", "ink", left) + tag("circle", { cx: 274, cy: y - 5, r: 6, fill: "none", stroke: ink("ink"), "stroke-width": 2 }) + text(286, y, "missed", "ink", left) +
      rect(352, y - 12, 14, 14, "faint") + text(372, y, "wake word", "ink", left);
  }
  function picture(state, data) {
    const clips = model(data).clips, found = { ...model(data), longest: Math.max(...clips.map(({ seconds }) => seconds)) }, { all } = counted(state, data);
    const bottom = TOP + PITCH * clips.length - PITCH + HIGH;
    return svg(480, bottom + 48, clips.map((clip, k) => strip(clip, k, state, found, all)).join(""), text(X, bottom + 17, 0, "grey"),
      text(X + WIDE / 2, bottom + 17, "seconds", "grey"), text(X + WIDE - 6, bottom + 17, Math.round(found.longest), "grey"), legend(bottom + 41));
  }

  function sentence(state, data) {
    const { words, missed, wrong, all } = counted(state, data), seconds = model(data).clips.reduce((sum, clip) => sum + clip.seconds, 0);
    const plays = state.playing < 0 ? "" : `Recording ${state.playing + 1} plays. `, places = all.map((each, k) => each.wrong ? k + 1 : 0).filter(Boolean);
    const where = places.length ? ` (in recording${places.length > 1 ? "s" : ""} ${places.join(", ")})` : "";
    return `${plays}Threshold ${texts(state).level}: ${missed} of ${words} wake words missed, ${wrong} false alarm${wrong === 1 ? "" : "s"}${where} in ${Math.round(seconds)} seconds.`;
  }
  const texts = (state) => ({ level: number(threshold(state), 3) });
  const controls = (state) => slider("level", "Threshold", state, -3, 7, 0.1) + group("buttons", button("chosen", "The threshold of the lab"));
  const acts = { chosen: opens };
  const sounds = (state, data) => group("sounds", ...model(data).clips.map(({ title, words, name }, k) =>
    `<div><audio controls preload="none" src="{static}/audio/wake_${name}.mp3" aria-label="Recording ${k + 1}: ${escaped(title)}"></audio>` +
    `<p>${k + 1}: ${words.map((each) => `\u201c${escaped(each)}\u201d`).join(" ")}</p></div>`));
  const alt = "Four strips, one below the other, one for each recording, over its seconds. In each the network's output, a thin grey line between zero and one, and its mean over the last steps, a thick blue line. " +
    "A dotted line is the threshold. Grey bands are the wake words. Where the blue line reaches the threshold stands an alarm: a full circle if it answers a wake word, a cross if it is false; an open circle marks a word that was missed.";
  return { alt, first, opens, controls, acts, sounds, heard, picture, sentence, texts, smoothed, alarms, judged, counted, threshold, model };
})());
