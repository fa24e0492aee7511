"""How many operations does a function run? Counted with PyTorch's profiler, as a GPU would be given them."""

import os

from utils.checks import whole
from utils.optional import need

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else the profiler writes a line of its own at each start and end
torch = need("torch")
WITHOUT_WORK = {"empty", "empty_like", "empty_strided", "new_empty", "lift_fresh", "result_type"}  # memory or nothing


def overloads(name):
    """The operations of PyTorch that go by a name."""
    packet = getattr(torch.ops.aten, name)
    found = [getattr(packet, kind) for kind in packet.overloads()]
    return [each for each in found if torch._C._dispatch_has_kernel(each.name())]


def only_views(name):
    """Whether an operation hands out its input's own numbers in another shape."""
    return any(each.is_view for each in overloads(name))


def made_of_others(name):
    """Whether an operation is another name for several, as `matmul` is."""
    return all(each.has_kernel_for_dispatch_key(torch._C.DispatchKey.CompositeImplicitAutograd) for each in overloads(name))


def working(event):
    """The names of the operations in an event of the profiler that compute or move numbers, the outermost only."""
    room, _, name = event.name.partition("::")
    if room == "triton":
        return [event.name]
    if room != "aten" or made_of_others(name):
        return [found for child in event.cpu_children for found in working(child)]
    return [] if name in WITHOUT_WORK or only_views(name) else [name]


def operations(function):
    """The names of all operations that a call runs, in any order: each would be at least one launch on a GPU.

    An operation that only views numbers or takes memory does not count. What an operation of PyTorch does inside is its own
    affair, so an `addmm` counts once on any device. A Triton kernel counts once.
    """
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        function()
    return [name for event in profile.events() if event.cpu_parent is None for name in working(event)]


def per_step(make, few=3, more=7):
    """How many operations each further step costs: make(T) returns a function, which is called once before it is counted.

    What a first call makes and a second adds to, such as gradients, is then there. ValueError unless 0 < few < more.
    """
    few, more = whole("few", few, 1), whole("more", more, 1)
    if few >= more:
        raise ValueError(f"more: got {more}, expected more than few, {few}")
    counts = []
    for T in (few, more):
        function = make(T)
        function()
        counts.append(len(operations(function)))
    return (counts[1] - counts[0]) / (more - few)


def kernels(function):
    """How many kernels a call runs on a GPU, by the profiler's own record of the device."""
    both = [torch.profiler.ProfilerActivity.CPU, torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=both) as profile:
        function()
        torch.cuda.synchronize()
    return sum(event.device_type == torch.autograd.DeviceType.CUDA for event in profile.events())


def graph_nodes(function, *arguments):
    """How many nodes each graph has that PyTorch's compiler makes of a call. Nothing is compiled: the graphs run as they are.

    A call that the compiler cannot take in one piece is an error of its own.
    """
    sizes = []

    def backend(graph, inputs):
        sizes.append(len(graph.graph.nodes))
        return graph.forward

    torch.compile(function, backend=backend, fullgraph=True, dynamic=False)(*arguments)
    return sizes
