"""Tensors with operators over HTTP: the standard library and a running Nabla, nothing else.

    from nabla import Session
    with Session() as s:
        x = s.tensor(1.0, requires_grad=True)
        z = x ** 2 + 1
        z.backward()
        print(z, x.grad)

Every op of the catalogue is a method of Tensor and of Session: x.sum(dim=0), s.cat(x, y, dim=1). The service is asked at NABLA_URL.
"""
import json
import math
import os
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ.get("NABLA_URL", "http://localhost:8080")


class NablaError(Exception):
    """A problem as the service describes it; `problem` has its code, pointer and hint."""

    def __init__(self, problem):
        super().__init__(f"{problem['code']}: {problem['detail']}")
        self.problem = problem


def call(method, path, body=None, **headers):
    """One request; the answer's JSON, or None where it is empty."""
    data = None if body is None else json.dumps(plain(body), allow_nan=False).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json", **headers}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
    except urllib.error.HTTPError as e:
        raise NablaError(json.load(e)) from None
    return json.loads(text) if text else None


def plain(v):
    """As JSON has it: tensors by their names, what is not finite by its word."""
    if isinstance(v, Tensor):
        return v.name
    if isinstance(v, float) and not math.isfinite(v):
        return "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    if isinstance(v, (list, tuple)):
        return [plain(e) for e in v]
    return {k: plain(e) for k, e in v.items()} if isinstance(v, dict) else v


class Session:
    """A graph on the service; as a context manager it ends at the end of the block."""

    def __init__(self, **settings):
        self.path = "/v1/sessions/" + call("POST", "/v1/sessions", settings)["id"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        call("DELETE", self.path)

    def __getattr__(self, op):
        if op.startswith("__"):
            raise AttributeError(op)
        return lambda *inputs, **params: self.apply(op, *inputs, **params)

    def tensor(self, data, **more):
        return Tensor(self, call("POST", self.path + "/tensors", {"data": data, **more}))

    def apply(self, op, *inputs, **params):
        """One op: a tensor, or a tuple where there are several results."""
        name = {k: params.pop(k) for k in ("name", "names", "no_grad", "replace") if k in params}
        outputs = call("POST", self.path + "/ops", {"op": op, "inputs": inputs, "params": params, **name})["outputs"]
        tensors = tuple(o and Tensor(self, o) for o in outputs)
        return tensors[0] if len(tensors) == 1 else tensors

    def run(self, code):
        """A program on the session's tensors; what it printed."""
        return call("POST", self.path + "/run", {"code": code})["stdout"]

    def descend(self, loss, optimizer, **request):
        """A gradient descent job, waited for: its status, loss, diagnosis and the rest. `optimizer` is {"name": "SGD", "lr": 0.1}."""
        job = call("POST", self.path + "/jobs", {"loss": loss, "optimizer": optimizer, **request})
        while job["status"] in ("queued", "running"):
            job = call("GET", f"/v1/jobs/{job['id']}", Prefer="wait=10")
        return job


class Tensor:
    """A named tensor of a session."""

    def __init__(self, session, json):
        self.session, self.name = session, json["name"]

    @property
    def path(self):
        return f"{self.session.path}/tensors/{urllib.parse.quote(self.name)}"

    def get(self):
        """All that the service says of it."""
        return call("GET", self.path + "?data=full")

    data = property(lambda self: self.get()["data"])
    shape = property(lambda self: tuple(self.get()["shape"]))
    grad = property(lambda self: (self.get()["grad"] or {}).get("data"))

    def backward(self, **options):
        return call("POST", self.session.path + "/backward", {"of": self.name, **options})

    def __getattr__(self, op):
        if op.startswith("__"):
            raise AttributeError(op)
        return lambda *inputs, **params: self.session.apply(op, self, *inputs, **params)

    def __repr__(self):
        return self.get()["repr"]


def operator(op, swapped=False):
    return lambda self, *others: self.session.apply(op, *(reversed((self, *others)) if swapped else (self, *others)))


for python, op in {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "pow": "pow", "matmul": "matmul"}.items():
    setattr(Tensor, f"__{python}__", operator(op))
    setattr(Tensor, f"__r{python}__", operator(op, swapped=True))
Tensor.__neg__ = operator("neg")
