"""The screens: each owns its state, starts the workers, and hands data down to widgets."""
