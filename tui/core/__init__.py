"""The words of Frontdesk as types: errors, records, collections, actions, time and text.

Standard library only, no I/O, no textual, no httpx: every other room may import this one.
"""
