"""The OpenAPI description: what FastAPI makes of the routes, and what it cannot know."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from stationmaster.api.problems import Problem, documented

SAFE = ("get", "head", "options")
Ways = list[dict[str, list[str]]]
READS: Ways = [{"agentToken": []}, {"session": []}]
WRITES: Ways = [{"agentToken": []}, {"session": [], "csrf": []}]


def describe(api: FastAPI) -> dict[str, Any]:
    """The description, made once."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title,
            version=api.version,
            description=api.description,
            routes=api.routes,
            tags=api.openapi_tags,
        )
        _add_problem(made["components"]["schemas"])
        for method, operation in _operations(made):
            operation["security"] = READS if method in SAFE else WRITES
            if "requestBody" in operation:
                operation["responses"] |= {str(s): r for s, r in documented(400).items()}
        api.openapi_schema = made
    return api.openapi_schema


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in made["paths"].values():
        yield from path.items()


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
