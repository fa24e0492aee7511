/* What the pages do beyond the theme: menus, the mark in "On this page", copying code, boxes that scroll by keyboard.
   No library; without scripts the pages read the same, menus apart. */

function openMenu(button, open) {
  button.setAttribute("aria-expanded", String(open));
  button.nextElementSibling.classList.toggle("show", open);
}

function closeMenus(except) {
  for (const button of document.querySelectorAll('[data-bs-toggle="dropdown"][aria-expanded="true"]')) {
    if (button !== except) openMenu(button, false);
  }
}

function startMenus() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest('[data-bs-toggle="dropdown"]');
    closeMenus(button);
    if (button) openMenu(button, button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector('[data-bs-toggle="dropdown"][aria-expanded="true"]');
    closeMenus();
    if (open) open.focus();
  });
}

function markSection(links, id) {
  for (const [section, link] of links) {
    link.classList.toggle("active", section === id);
    if (section === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function startSectionMarks() {
  const links = new Map();
  for (const link of document.querySelectorAll("#pst-page-toc-nav a")) links.set(link.hash.slice(1), link);
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const watch = new IntersectionObserver(() => {
    const above = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    markSection(links, above.length ? above[above.length - 1].id : "");
  }, { rootMargin: "-33% 0px -66% 0px" });
  sections.forEach((section) => watch.observe(section));
}

function copyCode(button, code) {
  navigator.clipboard.writeText(code.textContent.trimEnd()).then(
    () => { button.textContent = "Copied"; },
    () => { button.textContent = "Not allowed"; },
  );
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll('div[class*="highlight-"]:not(.output) > div.highlight > pre')) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-code";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copyCode(button, code));
    code.parentElement.append(button);
  }
}

const SCROLLING = [
  [".math > .formula", "Equation"],
  [".table-box, .pst-scrollable-table-container", "Table"],
  [".drawings", "Figure"],
  [".cell_output .output, .jp-RenderedHTMLCommon", "Output"],
  ["div.highlight > pre", "Code"],
];

// First all boxes are measured, then all are marked: a mark between two measurements would cost the page a layout each.
function letScrollByKeyboard() {
  const wide = SCROLLING.flatMap(([selector, name]) => [...document.querySelectorAll(selector)]
    .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1).map((box) => [box, name]));
  for (const [box, name] of wide) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", name + ", scrolls sideways");
  }
}

// What can wait until the page stands and the reader asks for nothing.
function inIdleTime(step) {
  if (self.requestIdleCallback) requestIdleCallback(step, { timeout: 2000 });
  else setTimeout(step, 200);
}

function start() {
  startMenus();
  inIdleTime(startSectionMarks);
  inIdleTime(addCopyButtons);
  document.fonts.ready.then(() => inIdleTime(letScrollByKeyboard));
  addEventListener("resize", letScrollByKeyboard);
  document.addEventListener("toggle", () => inIdleTime(letScrollByKeyboard), true);
}

start();
