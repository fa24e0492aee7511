"""Compile the Triton kernels for an H100, which needs none, and print what they take of it, as JSON.

A program of its own, since a process in which Triton has been imported for its interpreter cannot compile.
"""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

SHARED = 227 * 1024  # bytes of shared memory that a program may have on a card of compute capability 9.0
KINDS = {"size": "i32", "m": "i32", "T": "i32", "B": "i32", "run": "*i1", "lengths": "*i32"}  # the others are numbers' places


def takes(kernel, number, options, **constants):
    """Bytes of shared memory per program, and of the stack per thread, for numbers of one type ("fp32" or "fp64")."""
    import triton
    from triton.backends import compiler, nvidia

    kinds = {name: "constexpr" if name in constants else KINDS.get(name, f"*{number}") for name in kernel.arg_names}
    source = triton.compiler.ASTSource(kernel, kinds, constexprs=constants)
    made = triton.compile(source, target=compiler.GPUTarget("cuda", 90, 32), options=options)
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(made.asm["cubin"])
        tool = Path(nvidia.__file__).parent / "bin" / "cuobjdump"
        said = subprocess.run([tool, "-res-usage", file.name], capture_output=True, text=True, check=True).stdout
    return {"shared": made.metadata.shared, "stack": int(re.search(r"STACK:(\d+)", said)[1])}


def main():
    """All kernels, in both precisions; the persistent one at its fewest and most units and between."""
    import torch

    torch.cuda.is_available = lambda: True  # else the kernels are made for the interpreter
    from utils.models.kernels import in_triton

    found = {}
    for number in ("fp32", "fp64"):
        for kernel in (in_triton.forward_kernel, in_triton.backward_kernel):
            for ragged in (False, True):
                name = f"{kernel.fn.__name__} {number} {ragged}"
                found[name] = takes(kernel, number, {}, RAGGED=ragged, BLOCK=in_triton.BLOCK)
        for units in (in_triton.FEWEST, 32, in_triton.MOST):
            found[f"persistent {number} {units}"] = takes(in_triton.persistent_kernel, number, in_triton.OPTIONS,
                                                          ROWS=in_triton.ROWS, M=units)
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.pop("TRITON_INTERPRET", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRITON_CACHE_DIR"] = folder
        main()
