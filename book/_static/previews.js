/* Shows what a link leads to when the reader dwells on it: pointer, focus, or a first tap. Pieces of this page are copied from
   it, pieces of another come from that page's PAGE.previews.js. Without scripts, or in an old browser, links are links. */

(function () {
  "use strict";
  if (!HTMLElement.prototype.showPopover) return;

  const WAIT = 250; // ms before a preview opens, and before it closes
  const GAP = 6; // px between link and preview
  const SHOWN = "div.math, figure, .citation, aside.footnote, dt, .claim, table, .literal-block-wrapper";
  const LEFT_OUT = ".headerlink, .copy-code, .live-panel, .live-sounds, .figure-source, script, input, button, output";
  const WAYS = [["div.math", "To the equation"], ["figure", "To the figure"], [".citation", "To the bibliography"],
    ["dt", "To the glossary"], [".claim", "To the claim"], ["table", "To the table"], [".literal-block-wrapper", "To the listing"]];

  const box = document.createElement("div");
  box.id = "preview";
  box.className = "preview";
  box.popover = "manual";
  box.setAttribute("role", "dialog");
  let owner = null; // the link whose preview is open
  let wanted = null; // the link whose preview is to open
  let under = true; // whether it stands below its link
  let timer = 0;
  let touch = false;
  let quiet = false; // focus that comes back to a link does not open it again
  const loaded = new Map();

  const pageOf = (address) => address.split("#")[0];

  function linkAt(place) {
    const link = place instanceof Element && place.closest('.bd-article a[href*="#"]:not(.headerlink)');
    if (!link || link.closest("#preview, #search-results, .figure-source, .ledger-count, summary") || link.origin !== location.origin) return null;
    if (pageOf(link.href) !== pageOf(location.href)) return /\.html$/.test(link.pathname) && link;
    return targetOf(link.hash) && link;
  }

  function targetOf(hash) {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    return target && target.matches(SHOWN) ? target : null;
  }

  function partsOf(page) {
    if (!loaded.has(page)) loaded.set(page, new Promise((done) => {
      const script = document.createElement("script");
      script.src = page.replace(/\.html$/, ".previews.js");
      script.onload = () => done(self.previewParts);
      script.onerror = () => done({});
      document.head.append(script);
    }));
    return loaded.get(page);
  }

  async function sourceOf(link) {
    const page = pageOf(link.href);
    if (page === pageOf(location.href)) return targetOf(link.hash);
    const html = (await partsOf(page))[decodeURIComponent(link.hash.slice(1))];
    const holder = document.createElement("template");
    holder.innerHTML = html || "";
    return holder.content.firstElementChild;
  }

  function copied(source, base) {
    const copy = document.createElement("div");
    copy.append(source.cloneNode(true));
    if (source.matches("dt")) {
      let meaning = source.nextElementSibling;
      while (meaning && !meaning.matches("dd")) meaning = meaning.nextElementSibling;
      const term = document.createElement("strong");
      term.append(...copy.firstChild.childNodes);
      copy.replaceChildren(term, ...(meaning ? meaning.cloneNode(true).childNodes : []));
    }
    copy.querySelectorAll(LEFT_OUT).forEach((part) => part.remove());
    for (const part of copy.querySelectorAll("*")) {
      for (const name of ["id", "aria-labelledby", "role"]) if (!part.matches("pre") || name === "id") part.removeAttribute(name);
      for (const name of ["href", "src"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, new URL(part.getAttribute(name), base).href);
      }
    }
    return copy;
  }

  function wayTo(link, source) {
    const way = document.createElement("a");
    way.href = link.href;
    way.className = "preview-way";
    way.textContent = (WAYS.find(([kind]) => source.matches(kind)) || [])[1] || "Go there";
    return way;
  }

  async function open(link) {
    const source = await sourceOf(link);
    if (wanted !== link || !source) return Boolean(source);
    close();
    const copy = copied(source, link.href);
    copy.id = "preview-words";
    box.replaceChildren(copy, ...(source.matches(".measured-card") ? [] : [wayTo(link, source)]));
    box.setAttribute("aria-label", "Preview of " + link.textContent.trim());
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", "preview-words");
    link.after(box);
    box.showPopover();
    owner = link;
    under = null;
    place();
    return true;
  }

  function place() {
    if (!owner) return;
    box.style.cssText = "left:0;top:0";
    const link = owner.getBoundingClientRect();
    const header = document.querySelector(".bd-header-article, .bd-header");
    const above = link.top - 2 * GAP - (header ? Math.max(0, header.getBoundingClientRect().bottom) : 0);
    const below = innerHeight - link.bottom - 2 * GAP;
    if (under === null) under = box.offsetHeight <= below || below >= above;
    box.style.maxHeight = Math.max(0, under ? below : above) + "px";
    const most = document.documentElement.clientWidth - box.offsetWidth - GAP;
    box.style.left = scrollX + Math.max(GAP, Math.min(link.left, most)) + "px";
    box.style.top = scrollY + (under ? link.bottom + GAP : link.top - GAP - box.offsetHeight) + "px";
  }

  function close() {
    clearTimeout(timer);
    if (!owner) return;
    owner.removeAttribute("aria-describedby");
    owner = null;
    box.hidePopover();
    box.remove();
  }

  function stop() {
    wanted = null;
    close();
  }

  function plan(link) {
    if (link === wanted) return;
    wanted = link;
    clearTimeout(timer);
    timer = setTimeout(() => (link ? open(link) : close()), WAIT);
  }

  const inside = (place) => Boolean(owner) && (box.contains(place) || owner.contains(place));

  function keep() {
    wanted = owner;
    clearTimeout(timer);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (inside(event.target)) keep();
    else if (linkAt(event.target)) plan(linkAt(event.target));
    else if (!inside(document.activeElement)) plan(null);
  });
  document.addEventListener("focusin", (event) => {
    if (inside(event.target)) keep();
    else if (!quiet && linkAt(event.target) && event.target.matches(":focus-visible")) plan(linkAt(event.target));
    else plan(null);
  });
  document.addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    if (!inside(event.target)) stop();
  });
  document.addEventListener("click", (event) => {
    const link = touch && event.detail > 0 && linkAt(event.target);
    if (!link || link === owner || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    wanted = link;
    open(link).then((found) => { if (!found) location.assign(link.href); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    quiet = true;
    if (owner && box.contains(document.activeElement)) owner.focus();
    quiet = false;
    stop();
  });
  box.addEventListener("toggle", place, true);
  addEventListener("resize", place);
  addEventListener("hashchange", stop);
})();
