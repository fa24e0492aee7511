"""The whole book in one file, made from the built site: a PDF printed by Chromium, and an EPUB.

Both hold the chapters, the reference pages and, as an appendix, the labs: every number of a chapter links to the cell that
measured it, and so each of these links leads to a place in the same file.
"""
