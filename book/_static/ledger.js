/* Shows some of the ledger's claims only: of one verdict, of one chapter. claims.html#verdict-holds opens with those that hold.
   Without this script all claims show, and such a link leads to their number. */

(function () {
  const form = document.querySelector(".ledger-filter");
  const cards = [...document.querySelectorAll(".ledger-card")];
  const { verdict, chapter } = form.elements;

  function chapterOf(card) {
    const number = /\/0*(\d+)_[^/]*\.html/.exec(card.querySelector("a[href*='#claim-']").pathname);
    return number ? number[1] : "none";
  }

  function fill() {
    for (const link of document.querySelectorAll(".ledger-count a")) verdict.add(new Option(link.textContent, link.id));
    for (const number of [...new Set(cards.map(chapterOf))].sort((a, b) => a - b)) chapter.add(new Option(number));
  }

  function filter() {
    for (const card of cards) {
      const asked = !verdict.value || card.querySelector(`.claim-verdict.${verdict.value}`);
      card.hidden = !asked || (chapter.value !== "" && chapterOf(card) !== chapter.value);
    }
    const shown = cards.filter((card) => !card.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${cards.length} claims`;
  }

  function followAddress() {
    const name = decodeURIComponent(location.hash.slice(1));
    if ([...verdict.options].some((option) => option.value === name)) verdict.value = name;
    else if (cards.some((card) => card.id === name && card.hidden)) verdict.value = chapter.value = "";
    filter();
  }

  fill();
  followAddress();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    filter();
    history.replaceState(null, "", verdict.value ? `#${verdict.value}` : location.pathname + location.search);
  });
  addEventListener("hashchange", followAddress);
})();
