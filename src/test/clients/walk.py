"""The tutorial's graph, its gradient and a descent, by the client that is generated for Python: walk.py <folder of the client> <address>."""
import sys

sys.path.insert(0, sys.argv[1])
import nabla_client as nabla  # noqa: E402

with nabla.ApiClient(nabla.Configuration(host=sys.argv[2])) as client:
    tensors = nabla.TensorsAndOpsApi(client)
    jobs = nabla.DescentJobsApi(client)
    sid = nabla.SessionsApi(client).open_session(new_session=nabla.NewSession()).id
    number = nabla.Operand
    z = tensors.run_steps(sid, nabla.Steps(steps=[
        nabla.Step(nabla.NewTensorStep(tensor=nabla.StepNewTensor(name="x", data=1.0, requires_grad=True))),
        nabla.Step(nabla.NewOp(op="pow", inputs=[number("x"), number(2)], name="y")),
        nabla.Step(nabla.NewOp(op="add", inputs=[number("y"), number(1)], name="z"))])).values["z"]
    gradient = nabla.BackwardAndGradientsApi(client).backward(sid, nabla.Backward(of="z")).gradients["x"].data
    sgd = nabla.Optimizer(name="SGD", additional_properties={"lr": 0.1})
    job = jobs.launch_job(sid, nabla.NewJob(loss=nabla.NewJobLoss("z"), optimizer=sgd, steps=100)).id
    events = jobs.watch_job(job)
    status = jobs.get_job(job, prefer="wait=10").status
    nabla.EndingApi(client).end_session(sid)
    print(z["repr"], gradient, status, str("event:end" in events).lower())
