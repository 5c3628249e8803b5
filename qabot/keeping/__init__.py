"""What is kept of people and for how long: retention, legal holds, export and erasure.

`inventory` names every place with data on a person. What it says is done by the others, so that a table which is added
later is looked at once, there, and then kept, exported and erased like the rest.
"""
