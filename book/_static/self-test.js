/* Makes a trainer of the self-test's list: one item at a time, checked, and again after a while if it was wrong.
   An item known n times in a row comes back after 4 ** n others; known three times it has left. Kept in this browser only. */

(function () {
  const KNOWN = 3, SOON = 3, PLACE = "self-test";
  const box = document.querySelector(".self-test");
  const items = [...box.querySelectorAll(".self-test-item")].map((fold) => ({
    name: [...fold.classList].find((name) => name.startsWith("item-")), ask: fold.querySelector("summary").textContent,
    answer: fold.querySelector("strong").textContent, why: fold.querySelector("a").href }));

  const fresh = () => ({ turn: 0, asked: 0, right: 0, items: {} });
  let kept = read();

  function read() {
    try { return JSON.parse(localStorage.getItem(PLACE)) || fresh(); } catch (refused) { return fresh(); }
  }

  function keep() {
    try { localStorage.setItem(PLACE, JSON.stringify(kept)); } catch (refused) { /* then it lasts as long as the page */ }
  }

  function number(text) {
    const plain = text.replace(/[\s,\u202f\u00a0]/g, "").replace("\u2212", "-");
    return plain === "" ? NaN : Number(plain);
  }

  function within(answer) {  // a unit of the last decimal that is printed, or half a one of a whole number
    const decimals = (answer.split(".")[1] || "").length;
    return decimals ? 1.0001 * 10 ** -decimals : 0.5;
  }

  function next() {
    const waiting = items.filter(({ name }) => kept.items[name] && kept.items[name].known < KNOWN);
    const due = waiting.filter(({ name }) => kept.items[name].due <= kept.turn);
    const unseen = items.filter(({ name }) => !kept.items[name]);
    const first = (found) => found.sort((a, b) => kept.items[a.name].due - kept.items[b.name].due)[0];
    return first(due) || unseen[0] || first(waiting);
  }

  function settle(item, right) {
    const before = kept.items[item.name];
    const known = right ? (before ? before.known : 0) + 1 : 0;
    kept.turn += 1;
    kept.items[item.name] = { known, due: kept.turn + (right ? 4 ** known : SOON) };
    if (!before) { kept.asked += 1; kept.right += right ? 1 : 0; }
    keep();
  }

  box.insertAdjacentHTML("beforebegin", `<form class="trainer">
<p class="trainer-ask"><label for="trainer-answer"></label></p>
<p><input id="trainer-answer" inputmode="text" autocomplete="off" size="14"> <button type="submit">Check</button>
<button type="button" class="trainer-next" hidden>Next</button></p>
<p class="trainer-says" role="status"></p>
<p class="trainer-score"></p>
<p><button type="button" class="trainer-anew">Begin anew</button></p>
</form>`);
  const form = box.previousElementSibling;
  const part = (name) => form.querySelector(name);
  const input = part("input"), check = part("[type=submit]"), on = part(".trainer-next"), says = part(".trainer-says");
  let item;

  function score() {
    const gone = items.filter(({ name }) => kept.items[name] && kept.items[name].known >= KNOWN).length;
    part(".trainer-score").textContent = `${kept.right} of ${kept.asked} right at first sight; ${gone === items.length ? "all" : `${gone} of`} ${items.length} known for good.`;
  }

  function ask() {
    item = next();
    part("label").textContent = item ? item.ask : "You have known them all three times. Begin anew when you have forgotten some.";
    says.textContent = input.value = "";
    input.hidden = check.hidden = !item;
    input.disabled = check.disabled = false;
    on.hidden = true;
    score();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!item || input.disabled) return;
    const given = number(input.value);
    if (Number.isNaN(given)) {
      says.textContent = `This needs a number, such as 0.25, 1,600 or 4e17; it got "${input.value}".`;
      return;
    }
    const right = Math.abs(given - number(item.answer)) <= within(item.answer);
    settle(item, right);
    says.innerHTML = `${right ? "Right" : "Not so"}: <strong></strong>. <a>Why</a>`;
    says.querySelector("strong").textContent = item.answer;
    says.querySelector("a").href = item.why;
    input.disabled = check.disabled = true;
    on.hidden = false;
    on.focus();
    score();
  });
  on.addEventListener("click", () => { ask(); input.focus(); });
  part(".trainer-anew").addEventListener("click", () => { kept = fresh(); keep(); ask(); input.focus(); });

  const list = document.createElement("details");
  list.innerHTML = `<summary>All ${items.length} as a list</summary>`;
  box.before(list);
  list.append(box);
  ask();
})();
