"""The reference page: requests, answers, models, lists in pages."""
