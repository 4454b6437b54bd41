"""Tables of opinions come in; estimates with intervals go out, or the reason why there are none.

A new estimate is a module of its own; its interval comes from `resampling`, its
words come from `findings`.
"""
