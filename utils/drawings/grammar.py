"""What a drawing consists of: parts, edges between them, and words for those who do not see it."""

from dataclasses import dataclass, field, replace

SHAPES = {  # half of a part's width and height
    "vector": (21, 15), "carried": (21, 15), "gate": (21, 19), "layer": (21, 19), "operation": (11, 11), "tanh": (17, 12),
    "join": (2.5, 2.5), "text": (0, 0), "cell": (30, 24)}


@dataclass(frozen=True)
class Part:
    """Something drawn at a place.

    `kind` is one of `SHAPES`; `label` may hold a subscript, as in ``c_{t-1}``; `note` is a small second line. `means`
    tells `meaning` what is computed: for a gate or a layer its function, for an operation its sign.
    """

    name: str
    kind: str
    at: tuple[float, float]
    label: str = ""
    note: str = ""
    means: str = ""
    size: tuple[float, float] | None = None

    @property
    def half(self):
        """Half of its width and height."""
        return self.size or SHAPES[self.kind]


@dataclass(frozen=True)
class Edge:
    """A line from one part to another, through corners; `carried` ones are what goes from step to step.

    `shift` moves its end sideways, where several lines enter one box.
    """

    start: str
    end: str
    via: tuple = ()
    carried: bool = False
    shift: float = 0


@dataclass(frozen=True)
class Drawing:
    """Parts and edges on a canvas of `size`, with `alt`, what it shows in words.

    `faint` names the parts of a whole that are not yet explained, `gradient` the edges along which a gradient runs back,
    as pairs of names.
    """

    size: tuple[float, float]
    parts: tuple[Part, ...]
    edges: tuple[Edge, ...]
    alt: str
    faint: frozenset = field(default_factory=frozenset)
    gradient: tuple = ()

    def __post_init__(self):
        names = [part.name for part in self.parts]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"parts: got {sorted(twice)} twice, expected one part of each name")
        unknown = {name for edge in self.edges for name in (edge.start, edge.end)} | self.faint
        unknown |= {name for pair in self.gradient for name in pair}
        if unknown - set(names):
            raise ValueError(f"edges: got {sorted(unknown - set(names))}, expected names of parts")
        between = {(edge.start, edge.end) for edge in self.edges}
        if set(self.gradient) - between:
            raise ValueError(f"gradient: got {sorted(set(self.gradient) - between)}, expected edges of the drawing")

    def part(self, name):
        """The part of a name."""
        return next(part for part in self.parts if part.name == name)

    def into(self, name):
        """The edges that end at a part."""
        return [edge for edge in self.edges if edge.end == name]

    def only(self, shown, alt):
        """The same with everything but these parts faint."""
        return replace(self, faint=frozenset(part.name for part in self.parts) - set(shown), alt=alt)

    def with_gradient(self, pairs, alt):
        """The same with a gradient along these edges, against their direction."""
        return replace(self, gradient=tuple(pairs), alt=alt)
