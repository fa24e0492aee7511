"""Drawings of networks in one grammar, as SVG: a drawing is a list of parts and edges, and what is drawn can be computed.

Vectors are boxes, operations circles, gates green; what is carried along is blue; gradients are orange and run backwards
along the same edges. Time runs to the right, inputs come from below and outputs leave above. Standard library only.
"""
