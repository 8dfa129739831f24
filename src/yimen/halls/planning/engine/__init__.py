"""The planner as arithmetic: queueing formulas, the allotment of stations, and the simulation of a day.

Nothing here knows the framework or the database, so that a figure can be made again from its inputs alone.
"""
