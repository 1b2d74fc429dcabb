"""Writing: values checked, a plan, one write or many through the journal, what is told, and how it is taken back."""
