"""Word pages by GB/T 9704-2012 (党政机关公文格式): paper, styles, paragraphs, tables, footers.

A library of its own: of infoscore it knows what a table is, and nothing of circulars. Its functions
return lists of block elements; :func:`~infoscore.render.docx.package.document` makes a file of
them. "M", "G" and "P" after a clause say whether the standard demands it (规定), calls it usual
(一般), or is silent and practice has settled it.
"""
