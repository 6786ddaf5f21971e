"""Runs of learning beside the script: a process of their own trains, the browser reads the rows as they come.

A page says `workshop().start(session, courses)` and gives the browser the name of the job; `route.py` serves its rows.
"""
