"""POST /echo: sends a task and answers when its result is there."""

from flask import Flask, jsonify, request
from tasks import answer, echo

web = Flask(__name__)


@web.post("/echo")
def post_echo():
    return jsonify(message=answer(echo.delay(request.get_json()["message"])))
