"""Attendance on the screen: rooms, the campus, people, sessions."""
