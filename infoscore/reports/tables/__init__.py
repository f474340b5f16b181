"""Tables of units along a layout."""
