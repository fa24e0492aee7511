/* The dial of the landing page: a reader moves the forget bias and sees how long a gate remembers. The build runs this script
   for the picture at the usual bias, which stands there without scripts and on paper (landing.py). */

const halfLife = (function () {
  const USUAL = 1, WIDTH = 640, HEIGHT = 200, STEPS = 100;

  function gate(bias) { return 1 / (1 + Math.exp(-bias)); }

  /* ln(1/2) / ln(gate), without the loss of digits near 1. */
  function steps(bias) { return Math.LN2 / Math.log1p(Math.exp(-bias)); }

  function signed(bias) { return bias.toFixed(1).replace(/^-(?=0\.0)/, "").replace("-", "\u2212"); }

  function stepsInWords(bias) {
    const value = steps(bias);
    const number = value < 9.95 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
    return number + (number === "1.0" ? " step" : " steps");
  }

  function restInWords(bias) {
    return `and half of the memory is gone: with a forget bias of ${signed(bias)} the gate keeps ${gate(bias).toFixed(3)} of it per step`;
  }

  function label(bias) { return `What is left of a memory, step by step. ${stepsInWords(bias)} ${restInWords(bias)}.`; }

  /* What is left after each step; points lie closer at the start, where it falls. */
  function curve(bias) {
    const points = Array.from({ length: 61 }, (_, i) => STEPS * (i / 60) ** 2);
    const at = (x) => `${(x * WIDTH / STEPS).toFixed(1)} ${(HEIGHT * (1 - gate(bias) ** x)).toFixed(1)}`;
    return "M" + points.map(at).join(" ");
  }

  /* From the curve down to the axis at the half-life, where that is on the picture. */
  function mark(bias) {
    const x = steps(bias) * WIDTH / STEPS;
    return x <= WIDTH ? `M${x.toFixed(1)} ${HEIGHT / 2}V${HEIGHT}` : "";
  }

  function html() {
    return `<figure class="dial" id="half-life">
<p class="dial-words"><output for="forget-bias"><b class="dial-steps">${stepsInWords(USUAL)}</b>
<span class="dial-rest">${restInWords(USUAL)}</span></output></p>
<svg viewBox="-54 -20 704 256" role="img" aria-label="${label(USUAL)}"><g class="dial-frame">
<path d="M0 0V${HEIGHT}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}"/><text x="-8" y="5">all</text><text x="-8" y="105">half</text>
<text x="-8" y="205">0</text><text x="320" y="228" class="dial-axis">steps after it was written</text>
<text x="${WIDTH}" y="228">${STEPS}</text></g>
<path class="dial-curve" d="${curve(USUAL)}"/><path class="dial-mark" d="${mark(USUAL)}"/></svg>
<p class="dial-slider" hidden><label for="forget-bias">Forget bias</label>
<input id="forget-bias" type="range" min="-2" max="6" step="0.1" value="${USUAL}"><span aria-hidden="true">${signed(USUAL)}</span></p>
</figure>`;
  }

  function draw(dial, bias) {
    dial.querySelector(".dial-steps").textContent = stepsInWords(bias);
    dial.querySelector(".dial-rest").textContent = restInWords(bias);
    dial.querySelector(".dial-curve").setAttribute("d", curve(bias));
    dial.querySelector(".dial-mark").setAttribute("d", mark(bias));
    dial.querySelector("svg").setAttribute("aria-label", label(bias));
    dial.querySelector(".dial-slider span").textContent = signed(bias);
    dial.querySelector("input").setAttribute("aria-valuetext", `${signed(bias)}, half-life ${stepsInWords(bias)}`);
  }

  function start(dial) {
    const input = dial.querySelector("input");
    input.addEventListener("input", () => draw(dial, input.valueAsNumber));
    draw(dial, input.valueAsNumber);
    dial.querySelector(".dial-slider").hidden = false;
  }

  return { gate, steps, signed, stepsInWords, restInWords, curve, mark, html, start };
})();

if (typeof document !== "undefined") document.querySelectorAll(".dial").forEach(halfLife.start);
