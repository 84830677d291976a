"""What arrived at an origin whose behaviour is `receipt`, as the client learns it."""

import json


def described(response):
    assert response.status == 200, response.body
    return json.loads(response.body)


def values(request, name):
    """Of all fields of that name, in order."""
    return [value for field, value in request["fields"] if field.lower() == name]
