"""The app: journeys, keys, themes, states."""
