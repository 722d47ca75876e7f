"""The decision service: the HTTP edge of the library. It reads requests, makes one call for each, and writes answers.

`app` has the routes, `desk` makes the calls and keeps the record, `rules` holds the rules that are in force and takes
up edits that check clean. Nothing is computed here, and only this folder knows FastAPI, uvicorn and their like.
"""
