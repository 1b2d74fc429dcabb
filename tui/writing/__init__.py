"""Writing: values checked, a plan, one write or many through the journal, what is told, and how it is taken back.

::

    address ─▶ fields ──▶ run ──▶ bulk ──▶ resume        what people write, typed · one write · many · one interrupted
               │           └───▶ undo ──────┘            taken back, or asked about
               ├─▶ diff                                  what will be different, before it goes
    csv_text ──┴─▶ csv_rows ─▶ bulk_rows                 a file's bytes, its text, its rows
    report                                               how it ended, for eyes and for scripts

Each knows only what stands before it; the import contracts hold that.
"""
