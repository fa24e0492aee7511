/* The frame around the text, in place of the theme's scripts: colour mode, search box, columns at the sides. */

(function () {
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const wide = matchMedia("(min-width: 992px)");
  const searchDialog = document.getElementById("pst-search-dialog");
  const onMac = /^(Mac|iPhone)/.test(navigator.platform);

  function showMode(mode) {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (prefersDark.matches ? "dark" : "light") : mode;
  }

  function nextMode() {
    const modes = prefersDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const mode = modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length];
    showMode(mode);
    try { localStorage.setItem("mode", mode); } catch (refused) { /* it holds for this page alone */ }
  }

  function startColourModes() {
    prefersDark.addEventListener("change", () => showMode(root.dataset.mode));
    for (const button of document.querySelectorAll(".theme-switch-button")) button.addEventListener("click", nextMode);
  }

  // The form of the search page, if it has one of its own, else the one in the dialog.
  function openSearch() {
    const form = document.querySelector(":not(#pst-search-dialog) > form.bd-search");
    const input = form && form.querySelector("input");
    if (!input) return searchDialog.open ? searchDialog.close() : searchDialog.showModal();
    if (document.activeElement === input) return input.blur();
    input.focus();
    input.select();
    input.scrollIntoView({ block: "center" });
  }

  function isSearchKey(event) {
    const held = onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    return held && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
  }

  function startSearch() {
    addEventListener("keydown", (event) => {
      if (!isSearchKey(event)) return;
      event.preventDefault();
      openSearch();
    }, true);
    for (const button of document.querySelectorAll(".search-button__button")) button.addEventListener("click", openSearch);
    closeByClickBeside(searchDialog);
    if (!onMac) return;
    for (const key of document.querySelectorAll(".search-button__kbd-shortcut kbd:first-child")) key.textContent = "⌘";
  }

  function closeByClickBeside(dialog) {
    dialog.addEventListener("click", (event) => {
      const box = dialog.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (event.detail > 0 && !inside) dialog.close();
    });
  }

  function move(from, to) {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.className = "";
  }

  // On a narrow screen a column at the side is shown in a dialog; on a wide one the first can be put away.
  function startColumn(name) {
    const column = document.getElementById(`pst-${name}-sidebar`);
    const dialog = document.getElementById(`pst-${name}-sidebar-modal`);
    const button = document.querySelector(`.${name}-toggle`);
    if (!column || !dialog || !button) return;
    button.addEventListener("click", () => {
      if (wide.matches && name === "primary") return column.classList.toggle("pst-sidebar-hidden");
      move(column, dialog);
      dialog.showModal();
    });
    dialog.addEventListener("close", () => move(dialog, column));
    closeByClickBeside(dialog);
  }

  function keepColumnsPlace() {
    const column = document.getElementById("pst-primary-sidebar");
    if (!column || !wide.matches) return;
    try {
      column.scrollTop = sessionStorage.getItem("sidebar-scroll-top") || 0;
      addEventListener("pagehide", () => sessionStorage.setItem("sidebar-scroll-top", column.scrollTop));
    } catch (refused) { /* the column begins at its top */ }
  }

  function markScrolled() {
    const top = document.querySelector(".sbt-scroll-pixel-helper");
    if (!top) return;
    new IntersectionObserver(([entry]) => document.body.classList.toggle("scrolled", entry.boundingClientRect.y < 0)).observe(top);
  }

  startColourModes();
  startSearch();
  startColumn("primary");
  startColumn("secondary");
  keepColumnsPlace();
  markScrolled();
})();
