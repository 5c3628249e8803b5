"""The timetable: what is said again and again, when it is due, and what became of each time that it was due."""
