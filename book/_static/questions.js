/* Shows some of the interview questions only: of one level, of one topic. Without this script all questions show. */

(function () {
  const form = document.querySelector(".question-filter");
  const { level, topic } = form.elements;
  const topics = [...document.querySelectorAll(".question-topic")];
  const lists = topics.map((title) => title.nextElementSibling);
  const items = lists.flatMap((list) => [...list.children]);

  for (const word of ["junior", "senior", "staff"]) level.add(new Option(word));
  for (const title of topics) topic.add(new Option(title.textContent));

  function filter() {
    topics.forEach((title, place) => {
      const asked = !topic.value || topic.value === title.textContent;
      for (const item of lists[place].children) {
        item.hidden = !asked || (level.value !== "" && !item.classList.contains(`level-${level.value}`));
      }
      title.hidden = lists[place].hidden = [...lists[place].children].every((item) => item.hidden);
    });
    form.querySelector("output").textContent = `${items.filter((item) => !item.hidden).length} of ${items.length} questions`;
  }

  filter();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", filter);
})();
