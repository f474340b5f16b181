"""Tables and circulars into bytes, one module per format; loaded when used, printing nothing."""
