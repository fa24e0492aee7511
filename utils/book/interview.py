"""The bank of interview questions: `book/interview`, a TOML file per topic, read and checked.

A file begins with its ``topic``; each of its tables is a question under its identifier. What a question has to have, and how
much of it, `SCHEMA` says. What it names has to exist: the claims and measurements that prove its answer, the sections that
teach the matter, the sources.

No number is typed without its origin. What can be computed is listed in ``computes``, as an expression and what it prints, and
the tests compute it; what an example assumes is ``given``; what a lab measured is written ``{measured}`claim/name` ``.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft202012Validator

from utils.book.registry import IDENTIFIER, registered
from utils.book.stored import index

ROOT = Path(__file__).parents[2]
BANK = ROOT / "book" / "interview"
SELF_TEST = ROOT / "book" / "selftest.toml"
LEVELS = ("junior", "senior", "staff")
SHORT = (50, 90)  # words in thirty seconds
MEASURED = re.compile(r"\{measured\}`([^`|:]+)[^`]*`")
CITED = re.compile(r"\{cite:[tp]\}`([^`]+)`")
WORDS = {"type": "string", "pattern": r"\S"}


def table(**fields):
    """The schema of a table with these fields and no others."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def several(item, least=1, most=9):
    """The schema of a list of so many different items."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most, "uniqueItems": True}


SCHEMA = table(
    level={"enum": list(LEVELS)}, question=WORDS, short=WORDS, long=WORDS,
    follow_ups=several(table(question=WORDS, answer=WORDS), 2, 3), wrong=WORDS, why_wrong=WORDS,
    computes=several(table(value=WORDS, prints=WORDS), most=19), given=several(WORDS),
    proof=several(WORDS), pages=several(WORDS), sources=several(WORDS))
SCHEMA["required"] = [field for field in SCHEMA["required"] if field not in {"computes", "given"}]


@dataclass(frozen=True)
class Known:
    """What an answer may name: identifiers of claims, keys of measurements, ``page#section``, keys of sources."""

    claims: frozenset
    measurements: frozenset
    pages: frozenset
    sources: frozenset


def known(root=ROOT):
    """All that the book in this folder holds."""
    book = Path(root) / "book"
    sections = (f"{page.stem}#{slug(title)}" for page in book.glob("*.md")
                for title in re.findall(r"^#{1,3} (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE))
    sources = re.findall(r"^@\w+\{(\w+),", (book / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    claims = registered(Path(root) / "utils" / "book" / "claims.toml")
    return Known(*map(frozenset, (claims, index(Path(root) / "labs", "measurement"), sections, sources)))


def slug(title):
    """The anchor of a heading, as MyST makes it."""
    return re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-")


def bank(folder=BANK, book=None):
    """The questions by identifier, in the order of the files; each with its topic.

    Parameters
    ----------
    folder : path
        Where the files are.
    book : Known, optional
        What the answers may name; without it the repository is read.

    Raises
    ------
    ValueError
        If a file cannot be read or has no topic; if a question lacks a field, has another one or one of the wrong kind, names
        what is not there, has a short answer of another length than `SHORT`, or stands there twice. The error names the
        question and the field, what came, and what was expected.
    """
    book = known() if book is None else book
    questions = {}
    for path in sorted(Path(folder).glob("*.toml")):
        for identifier, entry in read(path):
            where = f"{path.name}: question {identifier!r}"
            if identifier in questions:
                raise ValueError(f"{where}: got an identifier that stands in topic {questions[identifier]['topic']!r} too, "
                                 "expected a new one")
            check_fields(identifier, entry, where)
            check_names(entry, where, book)
            questions[identifier] = entry
    refuse_asked_twice(questions)
    return questions


def read(path):
    """Identifier and entry of each question of a file, its topic put in later: the fields come first."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    topic = content.pop("topic", None)
    if not isinstance(topic, str) or not topic.strip():
        raise ValueError(f"{path.name}: topic: got {topic!r}, expected words")
    for identifier, entry in content.items():
        yield identifier, entry
        entry["topic"] = topic


ITEM = table(ask=WORDS, value=WORDS, prints={"type": "string", "pattern": r"^-?\d[\d,]*(\.\d+)?$"}, about=WORDS)


def asked(path=SELF_TEST):
    """Name and fields of each item of the self-test: what it asks, what computes the answer, how that prints, which question it
    belongs to. ValueError where a field is missing, of another kind or one too many."""
    for name, item in tomllib.loads(Path(path).read_text(encoding="utf-8")).items():
        for error in Draft202012Validator(ITEM).iter_errors(item):
            raise ValueError(f"{Path(path).name}: item {name!r}: {error.message}; expected {expected(error)}")
        yield name, item


def check_fields(identifier, entry, where):
    """Raise ValueError unless identifier and fields are as `SCHEMA` says, and the short answer has its length."""
    if not IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"{where}: got this identifier, expected lower-case words with hyphens between")
    for error in Draft202012Validator(SCHEMA).iter_errors(entry):
        field = "".join(f" {part}:" for part in error.absolute_path)
        raise ValueError(f"{where}:{field} {error.message}; expected {expected(error)}")
    length = len(spoken(entry["short"]))
    if not SHORT[0] <= length <= SHORT[1]:
        raise ValueError(f"{where}: short: got {length} words, expected {SHORT[0]} to {SHORT[1]}")


def expected(error):
    """What a rule of the schema asks for, in words."""
    return {"required": f"the fields {', '.join(error.schema.get('required', ()))}", "pattern": "words",
            "additionalProperties": f"only {', '.join(error.schema.get('properties', ()))}",
            "minItems": f"{error.schema.get('minItems')} or more", "maxItems": f"at most {error.schema.get('maxItems')}",
            "uniqueItems": "each once"}.get(error.validator, f"{error.validator} {error.validator_value}")


def check_names(entry, where, book):
    """Raise ValueError if an answer names a claim, measurement, section or source that is not there."""
    text = "\n".join(texts(entry))
    proved = [("proof", name, book.measurements if "/" in name else book.claims, "a claim or lab/measurement")
              for name in entry["proof"]]
    shown = [("text", name.strip(), book.measurements, "a measurement") for name in MEASURED.findall(text)]
    taught = [("pages", name, book.pages, "page#section") for name in entry["pages"]]
    sources = [("sources", name, book.sources, "a key of references.bib") for name in entry["sources"]]
    cited = [("text", name, entry["sources"], "a source that the question lists")
             for names in CITED.findall(text) for name in names.split(",")]
    for field, name, there, what in proved + shown + taught + sources + cited:
        if name not in there:
            raise ValueError(f"{where}: {field}: got {name!r}, expected {what} that is there")


def texts(entry):
    """Everything that a question says, piece by piece."""
    parts = [part[field] for part in entry["follow_ups"] for field in ("question", "answer")]
    return [entry["question"], entry["short"], entry["long"], *parts, entry["wrong"], entry["why_wrong"]]


def spoken(text):
    """The words of a text as one would say them: a measured number is one word."""
    return MEASURED.sub("0", text).split()


def refuse_asked_twice(questions):
    """Raise ValueError if two questions ask the same, but for case and punctuation."""
    asked = {}
    for identifier, entry in questions.items():
        words = " ".join(re.findall(r"\w+", entry["question"].casefold()))
        if words in asked:
            raise ValueError(f"question {identifier!r}: question: got {entry['question']!r}, which {asked[words]!r} asks too, "
                             "expected one that no other asks")
        asked[words] = identifier
