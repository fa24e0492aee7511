"""The whole book in one file, made from the built site: a PDF printed by Chromium, and an EPUB.

Both show the chapters, the reference pages and, as an appendix, the labs, since every number of a chapter links to the cell of a
lab that measured it: so each of these links leads to a place in the same file.
"""
