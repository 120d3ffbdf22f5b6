"""Exports: any search as CSV, JSON lines or Parquet, a page at a time, so that a large store needs no more memory.

`columns` and `shapes` say what a file holds, `writing` appends to one and can go on where it stopped, `orders` keeps
what people asked for, and `work` is what upkeep does for them. `lines` is the same for a vendor's form.
"""
