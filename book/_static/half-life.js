/* The dial of the landing page: a reader moves the forget bias and sees how long a gate remembers. The page holds the picture
   at the usual bias (landing.py, the same formulas); this redraws it. */

const halfLife = (function () {
  const WIDTH = 640, HEIGHT = 200, STEPS = 100;

  function gate(bias) { return 1 / (1 + Math.exp(-bias)); }

  function steps(bias) { return Math.LN2 / Math.log1p(Math.exp(-bias)); }

  function signed(bias) { return bias.toFixed(1).replace("-0.0", "0.0").replace("-", "\u2212"); }

  function stepsInWords(bias) {
    const value = steps(bias);
    const number = value < 9.95 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
    return number + (number === "1.0" ? " step" : " steps");
  }

  function restInWords(bias) {
    return "and half of the memory is gone: with a forget bias of " + signed(bias) + " the gate keeps "
      + gate(bias).toFixed(3) + " of it per step";
  }

  function curve(bias) {
    const points = [];
    for (let i = 0; i <= 60; i++) {
      const x = STEPS * Math.pow(i / 60, 2);
      points.push((x * WIDTH / STEPS).toFixed(1) + " " + (HEIGHT * (1 - Math.pow(gate(bias), x))).toFixed(1));
    }
    return "M" + points.join(" ");
  }

  function mark(bias) {
    const x = steps(bias) * WIDTH / STEPS;
    return x <= WIDTH ? "M" + x.toFixed(1) + " " + HEIGHT / 2 + "V" + HEIGHT : "";
  }

  function draw(dial, bias) {
    const words = stepsInWords(bias), rest = restInWords(bias);
    dial.querySelector(".dial-steps").textContent = words;
    dial.querySelector(".dial-rest").textContent = rest;
    dial.querySelector(".dial-curve").setAttribute("d", curve(bias));
    dial.querySelector(".dial-mark").setAttribute("d", mark(bias));
    dial.querySelector("svg").setAttribute("aria-label", "What is left of a memory, step by step. " + words + " " + rest + ".");
    dial.querySelector(".dial-slider span").textContent = signed(bias);
    dial.querySelector("input").setAttribute("aria-valuetext", signed(bias) + ", half-life " + words);
  }

  function start(dial) {
    const input = dial.querySelector("input");
    input.addEventListener("input", () => draw(dial, input.valueAsNumber));
    draw(dial, input.valueAsNumber);
    dial.querySelector(".dial-slider").hidden = false;
  }

  return { gate, steps, stepsInWords, restInWords, curve, mark, start };
})();

if (typeof document !== "undefined") document.querySelectorAll(".dial").forEach(halfLife.start);
