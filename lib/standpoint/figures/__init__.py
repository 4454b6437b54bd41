"""Figures: tables of any earlier room come in, drawings and readable HTML tables go out.

Every drawing starts from `style.new_drawing`; `style.save` keeps its caption and alt text with it.
A new figure is a function `plot_...` here, or a table that shows itself (see `listings`).
"""
