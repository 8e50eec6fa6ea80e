// The tutorial's graph, its gradient and a descent, by the client that is generated for TypeScript.
import { BackwardAndGradientsApi, Configuration, DescentJobsApi, EndingApi, SessionsApi, TensorsAndOpsApi } from "./client/index.js";

const configuration = new Configuration({ basePath: process.argv[2] });
const jobs = new DescentJobsApi(configuration);
const { id: sid } = await new SessionsApi(configuration).openSession({ newSession: {} });
const { values } = await new TensorsAndOpsApi(configuration).runSteps({ sid, steps: { steps: [
    { tensor: { name: "x", data: 1.0, requiresGrad: true } },
    { op: "pow", inputs: ["x", 2], name: "y" },
    { op: "add", inputs: ["y", 1], name: "z" }] } });
const { gradients } = await new BackwardAndGradientsApi(configuration).backward({ sid, backward: { of: "z" } });
const job = await jobs.launchJob({ sid, newJob: { loss: "z", optimizer: { name: "SGD", lr: 0.1 }, steps: 100 } });
const events = await jobs.watchJob({ id: job.id! });
const { status } = await jobs.getJob({ id: job.id!, prefer: "wait=10" });
await new EndingApi(configuration).endSession({ sid });
console.log(values["z"].repr, gradients["x"]?.data, status, (events ?? "").includes("event:end"));
