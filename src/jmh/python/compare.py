"""Times the engine and PyTorch on the same work, one after the other in each round, and prints a table of ratios in Markdown.

usage: python src/jmh/python/compare.py [--rounds 3] [--threads 2] [--java PATH] [--classpath PATH] [words]

python     one with PyTorch installed; where there is a C compiler, torch.compile is timed too, and the better of both is what is shown
--threads  what both may use (default: every processor); with 1 a busy machine disturbs the ratios least
--java     a Java 25 runtime (default: java)
--classpath  classes of the engine and of src/jmh (default: target/bench, see docs/performance.md)
words      only the work whose name contains one of them
"""
import argparse
import math
import os
import statistics
import subprocess
import sys
import time

import torch
import torch.nn.functional as F

torch.manual_seed(0)


def least(f, seconds=0.4):
    """Seconds of one call: the least of some runs."""
    f()
    begin, n = time.perf_counter(), 0
    while time.perf_counter() - begin < 0.1:
        f()
        n += 1
    times = max(1, n // 3)
    best, begin = math.inf, time.perf_counter()
    while time.perf_counter() - begin < seconds or best == math.inf:
        t = time.perf_counter()
        for _ in range(times):
            f()
        best = min(best, (time.perf_counter() - t) / times)
    return best


def descent(loss, parameters, lr):
    optimizer = torch.optim.SGD(parameters, lr=lr)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    return step


def regression(n, d, dtype, fold):
    x, y = torch.randn(n, d, dtype=dtype), torch.randn(n, dtype=dtype)
    w = torch.zeros(d, dtype=dtype, requires_grad=True)
    return lambda compiled: descent(compiled(lambda: getattr((x @ w - y) ** 2, fold)()), [w], 1e-3)


def squares():
    a = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    return lambda compiled: descent(compiled(lambda: (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2), [a, b], 0.05)


def rosenbrock():
    def run():
        p = torch.tensor([-1.2, 1.], dtype=torch.float64, requires_grad=True)
        o = torch.optim.LBFGS([p], lr=1, max_iter=200, max_eval=1000, tolerance_grad=1e-10, tolerance_change=1e-14, history_size=10,
                              line_search_fn="strong_wolfe")

        def closure():
            o.zero_grad()
            loss = (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
            loss.backward()
            return loss
        o.step(closure)
    return lambda compiled: run


def mlp():
    x, y = torch.randn(128, 784), torch.randint(0, 10, (128,))
    m = torch.nn.Sequential(torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10))
    return lambda compiled: descent(compiled(lambda: F.cross_entropy(m(x), y)), list(m.parameters()), 0.01)


def elementwise(n):
    x = torch.randn(n, requires_grad=True)

    def make(compiled):
        f = compiled(lambda: (x * torch.sin(x) + torch.exp(-x * x)).sum())

        def run():
            x.grad = None
            f().backward()
        return run
    return make


def matmul(n):
    a, b, c = torch.randn(n, n), torch.randn(n, n), torch.empty(n, n)
    return lambda compiled: lambda: torch.mm(a, b, out=c)


def chain(n):
    def run():
        x = torch.tensor(1., dtype=torch.float64, requires_grad=True)
        y = x
        for _ in range(n):
            y = y + 1
        y.backward()
    return lambda compiled: run


def scalar_op():
    x = torch.tensor(1., dtype=torch.float64, requires_grad=True)
    y = torch.tensor(2., dtype=torch.float64, requires_grad=True)

    def run():
        for _ in range(1000):
            x * y
    return lambda compiled: run


def layer(f, *operands):
    leaves = [torch.randn(*dims, requires_grad=True) for dims in operands]
    g = torch.randn(f(*leaves).shape)

    def make(compiled):
        h = compiled(lambda: (f(*leaves) * g).sum())

        def run():
            for t in leaves:
                t.grad = None
            h().backward()
        return run
    return make


# The name of the work on our side: what PyTorch does, the factor from its time to one repetition, whether compiling can help.
WORK = {
    "descend regression 2x2 float64": (lambda: regression(2, 2, torch.float64, "sum"), 1, True),
    "descend scalar sum of squares": (squares, 1, True),
    "descend rosenbrock lbfgs": (rosenbrock, 1, False),
    "descend regression 10000x100": (lambda: regression(10_000, 100, torch.float32, "mean"), 1, True),
    "descend regression 100000x100": (lambda: regression(100_000, 100, torch.float32, "mean"), 1, True),
    "descend mlp 784-256-10": (mlp, 1, True),
    "elementwise 1e6 planned": (lambda: elementwise(10 ** 6), 1, True),
    "elementwise 1e7 planned": (lambda: elementwise(10 ** 7), 1, True),
    "elementwise 1e6 eager": (lambda: elementwise(10 ** 6), 1, False),
    "matmul 1024": (lambda: matmul(1024), 1, False),
    "chain of 1e6 additions": (lambda: chain(10 ** 6), 1, False),
    "scalar op with gradient": (scalar_op, 1e-3, False),
    "softmax 1024x1024": (lambda: layer(lambda x: torch.softmax(x, -1), (1024, 1024)), 1, False),
    "layer_norm 4096x512": (lambda: layer(lambda x, w, b: F.layer_norm(x, (512,), w, b), (4096, 512), (512,), (512,)), 1, False),
    "conv2d 8x16x32x32": (lambda: layer(lambda x, w, b: F.conv2d(x, w, b, padding=1), (8, 16, 32, 32), (32, 16, 3, 3), (32,)), 1, False),
}


def ours(args, name):
    out = subprocess.run([args.java, "-Xmx4g", f"-XX:ActiveProcessorCount={args.threads}", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                          args.classpath, "dev.nabla.bench.EngineSpeed", "=" + name], check=True, capture_output=True, text=True).stdout
    return float(out.split("\t")[1])


def theirs(name, compiler):
    make, factor, can_compile = WORK[name]
    work = make()
    best = least(work(lambda f: f)) * factor
    how = "eager"
    if can_compile and compiler:
        torch._dynamo.reset()
        compiled = least(work(torch.compile)) * factor
        if compiled < best:
            best, how = compiled, "compiled"
    return best, how


def text(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--java", default="java")
    p.add_argument("--classpath", default="target/bench")
    p.add_argument("words", nargs="*")
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    compiler = any(os.access(os.path.join(d, "g++"), os.X_OK) for d in os.environ.get("PATH", "").split(os.pathsep))
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {'with' if compiler else 'without'} torch.compile", file=sys.stderr)
    print("| work | PyTorch, best | | Nabla | PyTorch/Nabla |\n|---|---|---|---|---|")
    for name in WORK:
        if args.words and not any(w in name for w in args.words):
            continue
        rounds = []
        for _ in range(args.rounds):
            t, how = theirs(name, compiler)
            rounds.append((t, how, ours(args, name)))
        t, how = min(r[:2] for r in rounds)
        n = min(r[2] for r in rounds)
        ratio = statistics.median(r[0] / r[2] for r in rounds)
        print(f"| {name} | {text(t)} | {how} | {text(n)} | {ratio:.3g} |", flush=True)


if __name__ == "__main__":
    main()
