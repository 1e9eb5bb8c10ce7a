"""The web service: pages that people work in, and the same as an API. Only here is FastAPI used.

A request goes one way: ``views`` ask ``jobs`` and the records, and give a small typed page (a
dataclass); the page becomes HTML by its template, and JSON under ``/api/v1``.
"""
