/* Opens the folds that a link leads into, and those of the claim that it leads to. */

(function () {
  function openFolds() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const own = target.matches(".claim, .ledger-card") ? [...target.querySelectorAll(":scope > details")] : [];
    const closed = own.filter((fold) => !fold.open);
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) if (!fold.open) closed.push(fold);
    for (const fold of closed) fold.open = true;
    if (closed.length) target.scrollIntoView();
  }

  openFolds();
  addEventListener("hashchange", openFolds);
})();
