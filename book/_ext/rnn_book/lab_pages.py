"""How a lab becomes a page: notebook text in, the notebook that MyST-NB shows out.

On the page a solution is folded below its task, as is a model answer, and code that a notebook hides; a stored measurement
is a line with its values, a stored figure comes in a light and a dark drawing; what only Colab needs and boxes to write in are
left off. In a site without solutions the folded code and the model answer are left out. Measurements and figures become MyST:
their outputs name a directive of `labs_domain`, so that Sphinx knows them and can link to them. Nothing here needs Sphinx.
"""

import copy

import nbformat

from utils.book.markers import check_marks, solutions, split

from .solutions import LEFT_OUT, shown

YOUR_TURN = "...  # your turn"
LEFT_OFF = {"colab", "remove-page", "prediction"}
FENCE = "`" * 12  # longer than any fence that a line of text could hold


def read_lab(text):
    """A lab's page from the text of its notebook (the reader that `nb_custom_formats` names)."""
    return page(nbformat.reads(text, as_version=4), shown())


def page(notebook, solved=True):
    """The notebook to show for a lab, with its solutions folded or, unless `solved`, without them; the given one stays.

    Raises
    ------
    ValueError
        If a mark of a solution has no partner, or a line only looks like one (see `utils.book.markers`).
    """
    check_marks(notebook, title(notebook))
    made = copy.deepcopy(notebook)
    kept = [cell for cell in made.cells if not LEFT_OFF & tags(cell)]
    made.cells = [part for cell in kept for part in parts(cell, solved)]
    return made


def title(notebook):
    """The first heading of a lab: its text is all that MyST-NB hands over, without the file's name."""
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.split("\n")]
    return next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "a lab without a heading")


def tags(cell):
    """A cell's tags, as a set."""
    return set(cell.metadata.get("tags", []))


def parts(cell, solved=True):
    """The cells that stand for one cell on the page."""
    if cell.cell_type != "code":
        return [model_answer(cell, solved) if "answer" in tags(cell) else cell]
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        cell.metadata["tags"] = sorted(tags(cell) | {"hide-input"})
    return [in_myst(part) for part in (fold(cell, solved) if solutions(cell.source) else [cell])]


def model_answer(cell, solved=True):
    """A written answer, folded, or the line that says that it is left out."""
    cell.source = f"<details><summary>Model answer</summary>\n\n{cell.source if solved else LEFT_OUT}\n\n</details>"
    return cell


def fold(cell, solved=True):
    """A cell with a solution in parts: the task, the folded solution with what it printed, and what it measured or drew.

    Unless `solved`, the task and all outputs.
    """
    stub, solution = split(cell.source, YOUR_TURN)
    if not solved:
        task = variant(cell, "task", stub, [])
        return [task, variant(cell, "results", stub, cell.outputs, tag="remove-input")] if cell.outputs else [task]
    results = [output for output in cell.outputs if directive(output)]
    rest = [output for output in cell.outputs if not directive(output)]
    folded = variant(cell, "solution", solution, rest, tag="hide-cell")
    folded.metadata["mystnb"] = {"code_prompt_show": "Solution", "code_prompt_hide": "Solution"}
    cells = [variant(cell, "task", stub, []), folded]
    return [*cells, variant(cell, "results", stub, results, tag="remove-input")] if results else cells


def variant(cell, part, source, outputs, tag=None):
    """A copy of a cell that shows one part of it."""
    metadata = copy.deepcopy(cell.metadata)
    metadata["tags"] = sorted(tags(cell) | ({tag} if tag else set()))
    return nbformat.v4.new_code_cell(
        source, id=f"{cell.get('id', 'cell')[:50]}-{part}", metadata=metadata, outputs=outputs,
        execution_count=cell.execution_count)


def in_myst(cell):
    """The cell with each stored measurement and figure given as a directive."""
    for output in cell.outputs:
        text = directive(output)
        if text:
            output.data = nbformat.from_dict({"text/markdown": text})
            cell.metadata.setdefault("mystnb", {})["markdown_format"] = "myst"
    return cell


def directive(output):
    """The directive that shows an output which stores a record, else None."""
    metadata = output.get("metadata", {})
    if "figure" in metadata:
        return f"{FENCE}{{stored-figure}} {metadata['figure']['name']}\n{FENCE}"
    if "measurement" in metadata:
        record = metadata["measurement"]
        key = f"{record['claim']}/{record['name']}" if "claim" in record else record["name"]
        return f"{FENCE}{{stored-measurement}} {key}\n{output.data['text/plain']}\n{FENCE}"
    return None
