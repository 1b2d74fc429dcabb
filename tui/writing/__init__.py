"""Writing: values checked, a plan, one write or many through the journal, what is told, and how it is taken back.

::

    address ─▶ fields ──▶ run ──▶ bulk ──▶ resume        what people write, typed · one write · many · one interrupted
               │           └───▶ undo ──────┘            taken back, or asked about
               ├─▶ diff                                  what will be different, before it goes
    csv_text ──┴─▶ csv_rows                              a file's bytes, its text, its rows
    bulk_rows ───▶ row_queue, report                     a bulk's rows: in which order, and how they ended

Each knows only what stands before it; the import contracts hold that.
"""
