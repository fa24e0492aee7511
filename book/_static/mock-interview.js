/* The mock interview: draws ten questions, keeps the time, shows each model answer when asked, and ends in a sheet to print.
   The questions come in bank.js beside the page when the reader begins; a script, because a folder gives no data. */

self.mockInterview = (function () {
  const COUNT = 10, RATINGS = ["not yet", "in part", "as good as the answer"];
  const box = document.querySelector(".mock-interview");
  let questions = [], given = [], started = 0, timer = 0, ready = null;

  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

  function shuffled(list) {
    const found = [...list];
    for (let i = found.length - 1; i > 0; i -= 1) {
      const j = Math.floor(Math.random() * (i + 1));
      [found[i], found[j]] = [found[j], found[i]];
    }
    return found;
  }

  function draw(bank, level) {  // topics that were not drawn yet first
    const left = shuffled(bank.filter((entry) => !level || entry.level === level)), found = [];
    while (left.length && found.length < COUNT) {
      const topics = found.map((entry) => entry.topic);
      const fewest = Math.min(...left.map((entry) => topics.filter((topic) => topic === entry.topic).length));
      const place = left.findIndex((entry) => topics.filter((topic) => topic === entry.topic).length === fewest);
      found.push(left.splice(place, 1)[0]);
    }
    return found;
  }

  function welcome() {
    box.innerHTML = `<form class="mock-begin"><label>Level <select><option value="">mixed</option><option>junior</option>
<option>senior</option><option>staff</option></select></label> <button type="submit">Begin</button></form>`;
    const form = box.firstElementChild;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const level = form.querySelector("select").value;
      load((bank) => { questions = draw(bank, level); given = []; ask(); });
    });
  }

  function load(then) {
    if (ready) { then(ready); return; }
    const script = document.createElement("script");
    script.src = "bank.js";
    load.then = then;
    script.onerror = () => { box.insertAdjacentHTML("beforeend", "<p role='alert'>bank.js did not load: it lies beside this page.</p>"); };
    document.head.append(script);
  }

  function ask() {
    const entry = questions[given.length];
    started = Date.now();
    box.innerHTML = `<p class="mock-place">Question ${given.length + 1} of ${questions.length}, ${entry.level}, ${entry.topic}.
<span class="mock-clock">0:00</span></p><p class="mock-question" tabindex="-1">${entry.question}</p>
<p><label>Notes<br><textarea rows="3"></textarea></label></p><p><button type="button">Show the answer</button></p>
<div class="mock-answer" hidden><p class="mock-link"><a href="${entry.page}#${entry.id}">On its page</a></p>${entry.answer}
<fieldset><legend>Your answer was</legend>${RATINGS.map((words, k) =>
      `<label><input type="radio" name="rating" value="${k}"> ${words}</label> `).join("")}</fieldset></div>`;
    box.querySelector(".mock-question").focus();
    timer = setInterval(() => { box.querySelector(".mock-clock").textContent = clock(Date.now() - started); }, 500);
    const show = box.querySelector("button");
    show.addEventListener("click", () => reveal(show));
  }

  function reveal(show) {
    clearInterval(timer);
    const taken = Date.now() - started, answer = box.querySelector(".mock-answer");
    box.querySelector(".mock-clock").textContent = clock(taken);
    show.remove();
    answer.hidden = false;
    answer.insertAdjacentHTML("beforeend", `<p><button type="button" disabled>${
      given.length + 1 < questions.length ? "Next question" : "To the sheet"}</button></p>`);
    const next = answer.querySelector("p:last-child button");
    answer.addEventListener("change", () => { next.disabled = false; });
    next.addEventListener("click", () => {
      given.push({ taken, rating: Number(answer.querySelector("input:checked").value), notes: box.querySelector("textarea").value });
      if (given.length < questions.length) ask(); else sheet();
    });
    answer.querySelector("input").focus();
  }

  function sheet() {
    const whole = given.reduce((sum, each) => sum + each.taken, 0);
    const points = given.reduce((sum, each) => sum + each.rating, 0);
    box.innerHTML = `<p class="mock-place" tabindex="-1">${points} of ${2 * given.length} points, in ${clock(whole)}.</p>
<table class="table"><thead><tr><th>Question</th><th>Time</th><th>Yours was</th><th>Notes</th></tr></thead><tbody></tbody></table>
<p class="mock-buttons"><button type="button" class="mock-print">Print the sheet</button> <button type="button" class="mock-again">Once more</button></p>`;
    given.forEach((each, k) => {
      const row = box.querySelector("tbody").insertRow(), entry = questions[k];
      row.insertCell().innerHTML = `<a href="${entry.page}#${entry.id}">${entry.question}</a>`;
      for (const text of [clock(each.taken), RATINGS[each.rating], each.notes]) row.insertCell().textContent = text;
    });
    box.querySelector(".mock-print").addEventListener("click", () => print());
    box.querySelector(".mock-again").addEventListener("click", welcome);
    box.querySelector(".mock-place").focus();
  }

  welcome();
  return { arrived(bank) { ready = bank; load.then(bank); } };
})();
