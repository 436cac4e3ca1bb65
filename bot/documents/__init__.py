"""Return label, packing guide and receipt as PDF, and the code for a drop-off counter as PNG.

Pure: a case, its order and a catalog of words go in, bytes come out, and the same ones give the
same bytes, so that a paper is made again rather than kept. `label`, `guide` and `receipt` say
what stands where; they draw on a `sheet`, which knows direction, lines and fonts.
Where the facts come from and who may see them is left to others.
"""
