"""A small site as the book's build leaves one: everything that paper has to treat in its own way, once."""

from textwrap import dedent

CONFIG = """
title: A small book, printed
author: somebody
copyright: 2026, somebody
repository: {url: "https://example.org/small"}
sphinx: {config: {language: en_GB}}
"""

CITATION = """
version: 1.2
abstract: What a small book
  is about.
date-released: "2026-01-02"
"""

TOC = """
format: jb-book
root: book/index
parts:
  - caption: Chapters
    chapters:
      - file: book/01_first
        sections: [{file: labs/01a_lab}]
      - file: book/02_second
  - caption: Reference
    chapters: [{file: book/terms}]
"""

MATHML = '<span class="math"><math xmlns="http://www.w3.org/1998/Math/MathML"><mi scriptlevel="2">y</mi></math></span>'

FILLER = "<p>" + "Plain words that fill a line and then another one, until the page is full. " * 12 + "</p>\n"

FIRST = f"""
<section id="first-things">
<h1><span class="section-number">1. </span>First things<a class="headerlink" href="#first-things">#</a></h1>
<p>See <a class="reference" href="02_second.html#a-second-section">the second section</a>,
<a class="measured reference internal" href="../labs/01a_lab.html#m-number" title="Measured in Lab 1a"><span>0.5</span></a>,
<a href="terms.html">terms</a>, <a href="../editions/01a.ipynb">an edition</a>, <a href="index.html">the front</a>,
<a href="https://example.org/away">elsewhere</a>, <a href="02_second.html#gone">a place that is gone</a>.</p>
{FILLER * 6}
<section id="a-section"><h2>A section with {MATHML}<a class="headerlink" href="#a-section">#</a></h2>
<figure id="fig"><div class="drawings">
<img alt="A line that rises" class="only-light" loading="lazy" height="40" width="80" src="../_images/line.svg"/>
<img alt="A line that rises" class="only-dark" loading="lazy" height="40" width="80" src="../_images/dark.svg"/></div>
<figcaption><p>A figure.</p></figcaption></figure>
<div class="math" id="equation-one"><span class="eqno">(1.1)</span>{MATHML}</div>
<p>By <a href="#equation-one">(1.1)</a>, {MATHML}.</p>
<script>forgotten()</script><button>Copy</button><form><select><option>all</option></select></form>
</section>
<section id="exercises"><h2>Exercises</h2><p>How much?</p>
<details class="dropdown admonition"><summary class="admonition-title">Answer</summary><p>Forty-two.</p></details>
<details id="why"><summary>The evidence</summary><p>It was measured.</p></details>
</section></section>
"""

SECOND = f"""
<section id="second"><h1>Second, "quoted" &amp; long enough a title that it has to go on in another line of its page</h1>
{FILLER * 9}
<section id="a-second-section"><h2>A second section</h2>
<div class="highlight"><pre tabindex="0">{"a_very_long_name = " * 12}</pre></div>
<table border="1" align="center"><thead><tr><th>head</th></tr></thead>
<tbody><tr><td valign="top">cell</td></tr></tbody></table>
<svg viewbox="0 0 10 10" width="10" height="10" preserveaspectratio="none"><defs><clipPath id="cut">
<rect width="5" height="5"></rect></clipPath></defs><rect width="9" height="9" clip-path="url(#cut)"></rect></svg>
<noscript><p>Without scripts.</p></noscript>
</section></section>
"""

TERMS = """
<section id="second"><h1>Terms</h1><dl class="glossary">
<dt id="term-x">x</dt><dd><p>A letter; see <a href="#term-y">y</a>.</p></dd>
<dt id="term-y">y</dt><dd><p>Another.</p></dd></dl></section>
"""

LAB = """
<section id="lab"><h1>Lab 1a. A lab</h1>
<section id="exercise-1"><h2>Exercise 1</h2><p>Do it.</p>
<details><summary>Hint 1: a question</summary><p>What first?</p></details>
<div class="cell"><details class="admonition hide">
<summary aria-label="Show"><p>Show code cell source</p><p>Hide code cell source</p></summary>
<div class="cell_input"><pre>shown = 1</pre></div></details>
<div class="cell_output" id="m-number"><p>✓ 0.5</p></div></div></section>
<section id="exercise-2"><h2>Exercise 2</h2><p>Do more.</p>
<details class="admonition hide"><summary><p>Solution</p><p>Solution</p></summary>
<div class="cell_input"><pre>solved = 2</pre></div></details>
</section></section>
"""

PAGES = {"book/01_first": FIRST, "book/02_second": SECOND, "book/terms": TERMS, "labs/01a_lab": LAB,
         "book/index": '<section id="front"><h1>Front</h1><span class="download-pdf">PDF: make pdf</span></section>'}
LINE = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" width="80" height="40">'
        '<path d="M0 40 80 0" stroke="red"/></svg>')
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="5" cy="5" r="4"/></svg>'
STYLE = "html { --book-keep: blue; } @font-face { font-family: \"Gone\"; src: url('fonts/gone.woff2'); }"
TEMML = "math { direction: ltr; color: black }"


def small_site(root):
    """Write the small book's own files and its built site into a folder."""
    for name, text in {"_config.yml": CONFIG, "CITATION.cff": CITATION, "_toc.yml": TOC, "site/_images/line.svg": LINE,
                       "site/_static/logo.svg": LOGO, "site/_static/book.css": STYLE, "site/_static/temml.css": TEMML}.items():
        write(root / name, text)
    for name, article in PAGES.items():
        write(root / "site" / f"{name}.html", f"<!DOCTYPE html><html><body><article>{article}</article></body></html>")
    return root


def write(path, text):
    """Write a file, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
