/* Ticks for the tasks of chapter 9, kept in this browser only. Without this script the tasks are a list to read. */

(function () {
  const PLACE = "tasks-done";
  const tasks = [...document.querySelectorAll(".task")];
  const done = new Set(read());

  function read() {
    try { return JSON.parse(localStorage.getItem(PLACE)) || []; } catch (refused) { return []; }
  }

  function keep() {
    try { localStorage.setItem(PLACE, JSON.stringify([...done])); } catch (refused) { /* then it lasts as long as the page */ }
  }

  const first = tasks[0].closest("section");
  first.insertAdjacentHTML("beforebegin",
    `<p class="tasks-done"><output></output> <button type="button">Take all ticks away</button></p>`);
  const [says, clear] = first.previousElementSibling.children;

  const boxes = tasks.map((task) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-labelledby", task.id);
    box.addEventListener("change", () => { done[box.checked ? "add" : "delete"](task.id); keep(); show(); });
    task.before(box, " ");
    task.closest("li").classList.add("task-item");
    return box;
  });

  function show() {
    boxes.forEach((box, place) => { box.checked = done.has(tasks[place].id); });
    says.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} done.`;
    clear.disabled = !done.size;
  }

  clear.addEventListener("click", () => { done.clear(); keep(); show(); boxes[0].focus(); });
  show();
})();
