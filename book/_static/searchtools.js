/* The search page, in the place of Sphinx's script of this name: searchindex.js holds the text of every section, so nothing is
   fetched for a query and it works from a folder. A word finds its inflections (Sphinx's stemmer) and, by the glossary, the other
   names of a thing, and the sections that link to its term. */

(function () {
  "use strict";
  const MOST = 40; // sections that are listed
  const AROUND = 110; // characters of an excerpt on each side of what was found
  const WORTH = { name: 60, title: 40, term: 25, text: 4 }; // what a find counts by its place
  const place = document.getElementById("search-results");
  const query = (new URLSearchParams(location.search).get("q") || "").trim();

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const start = (text, end = "") => new RegExp("(?<![\\p{L}\\p{N}])" + escaped(text) + end, "giu");
  const whole = (text) => start(text, "(?![\\p{L}\\p{N}])");

  function stem(word) {
    return /^[a-z]+$/.test(word) ? new Stemmer().stemWord(word) : word;
  }

  function patternOf(word) {
    const stemmed = stem(word);
    return start(word.startsWith(stemmed) ? stemmed : word.slice(0, -1)); // 'memory' is 'memori' to the stemmer
  }

  /* Each part of the query as all patterns that stand for it: a name of several words stays whole. */
  function askedFor(text) {
    const groups = bookIndex.names.filter((names) => names.some((name) => whole(name).test(text)));
    const named = groups.map((names) => names.map((name) => start(name)));
    const left = groups.flat().reduce((rest, name) => rest.replace(whole(name), " "), text.toLowerCase());
    const words = left.split(/[\s,;:!?()"'‘’“”]+/).filter((word) => word && !stopwords.includes(word));
    return [...named, ...words.map((word) => [patternOf(word)])];
  }

  const count = (patterns, text) => patterns.reduce((sum, pattern) => sum + (text.match(pattern) || []).length, 0);

  function scoreOf(section, parts) {
    const [page, , title, , text, terms] = section;
    let score = 0;
    for (const patterns of parts) {
      const found = (count(patterns, title) && WORTH.title) + (count(patterns, terms.flat().join("; ")) && WORTH.term)
        + Math.min(4, count(patterns, text)) * WORTH.text;
      if (!found) return 0;
      score += found;
    }
    if (title.toLowerCase() === query.toLowerCase()) score += WORTH.name;
    return /^book\/\d/.test(page) ? 2 * score : score; // a chapter explains, a lab tries
  }

  function excerptOf(text, patterns) {
    const first = Math.min(...patterns.map((pattern) => { const at = text.search(pattern); return at < 0 ? Infinity : at; }));
    const middle = Number.isFinite(first) ? first : 0;
    const from = middle > AROUND ? text.indexOf(" ", middle - AROUND) + 1 : 0;
    const to = text.length > middle + AROUND ? text.lastIndexOf(" ", middle + AROUND) : text.length;
    return [from ? "… " : "", text.slice(from, Math.max(to, middle)), to < text.length ? " …" : ""].join("");
  }

  function marked(text, patterns) {
    const line = document.createElement("p");
    line.className = "context";
    const spans = patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern.source + "\\p{L}*", "giu"))])
      .map((match) => [match.index, match.index + match[0].length]).sort((a, b) => a[0] - b[0]);
    let done = 0;
    for (const [from, to] of spans) {
      if (from < done) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      line.append(text.slice(done, from), mark);
      done = to;
    }
    line.append(text.slice(done));
    return line;
  }

  function item([page, anchor, title, pageTitle, text], patterns) {
    const link = document.createElement("a");
    link.href = `${page}.html#${anchor}`;
    link.textContent = title;
    const line = document.createElement("li");
    line.append(link);
    if (pageTitle !== title) line.append(` ${pageTitle}`);
    line.append(marked(excerptOf(text, patterns), patterns));
    return line;
  }

  function show(text) {
    const parts = askedFor(text);
    const found = bookIndex.sections.map((section) => [scoreOf(section, parts), section])
      .filter(([score]) => score > 0).sort((a, b) => b[0] - a[0]);
    const summary = document.createElement("p");
    summary.className = "search-summary";
    summary.setAttribute("role", "status");
    summary.textContent = found.length
      ? `${found.length} section${found.length > 1 ? "s" : ""} on ‘${text}’${found.length > MOST ? `, the best ${MOST} of them` : ""}.`
      : `Nothing on ‘${text}’. Fewer words, or another name, may find it.`;
    const list = document.createElement("ul");
    list.className = "search";
    list.append(...found.slice(0, MOST).map(([, section]) => item(section, parts.flat())));
    place.replaceChildren(summary, list);
  }

  addEventListener("DOMContentLoaded", () => { // when the index and the stemmer are there
    for (const field of document.querySelectorAll("input[name=q]")) field.value = query;
    if (query) show(query);
  });
})();
