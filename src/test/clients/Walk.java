import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import dev.nabla.client.ApiClient;
import dev.nabla.client.api.BackwardAndGradientsApi;
import dev.nabla.client.api.DescentJobsApi;
import dev.nabla.client.api.EndingApi;
import dev.nabla.client.api.SessionsApi;
import dev.nabla.client.api.TensorsAndOpsApi;
import dev.nabla.client.model.Backward;
import dev.nabla.client.model.NewJob;
import dev.nabla.client.model.NewJobLoss;
import dev.nabla.client.model.NewOp;
import dev.nabla.client.model.NewSession;
import dev.nabla.client.model.NewTensorStep;
import dev.nabla.client.model.Operand;
import dev.nabla.client.model.Optimizer;
import dev.nabla.client.model.Step;
import dev.nabla.client.model.StepNewTensor;
import dev.nabla.client.model.Steps;

/** The tutorial's graph, its gradient and a descent, by the client that is generated for Java. */
public final class Walk {
    private Walk() {
    }

    public static String walk(String base) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(base);
        String sid = new SessionsApi(client).openSession(null, new NewSession()).getId();
        Object z = new TensorsAndOpsApi(client).runSteps(sid, new Steps().steps(List.of(
                new Step(new NewTensorStep().tensor(new StepNewTensor().name("x").data(1.0).requiresGrad(true))),
                new Step(new NewOp().op("pow").inputs(List.of(new Operand("x"), new Operand(java.math.BigDecimal.TWO))).name("y")),
                new Step(new NewOp().op("add").inputs(List.of(new Operand("y"), new Operand(java.math.BigDecimal.ONE))).name("z")))),
                null, null, null).getValues().get("z");
        Object gradient = new BackwardAndGradientsApi(client).backward(sid, new Backward().of("z"), null, null, null)
                .getGradients().get("x").getData();
        DescentJobsApi jobs = new DescentJobsApi(client);
        Optimizer sgd = new Optimizer().name("SGD");
        sgd.putAdditionalProperty("lr", 0.1);
        String id = jobs.launchJob(sid, new NewJob().loss(new NewJobLoss("z")).optimizer(sgd).steps(100L), null, null, null).getId();
        // The generated method would read the stream as JSON: its HTTP client serves.
        String events = client.getHttpClient().send(HttpRequest.newBuilder(URI.create(base + "/v1/jobs/" + id + "/events")).build(),
                BodyHandlers.ofString()).body();
        String status = jobs.getJob(id, "wait=10").getStatus().getValue();
        new EndingApi(client).endSession(sid, null);
        return ((java.util.Map<?, ?>) z).get("repr") + " " + gradient + " " + status + " " + events.contains("event:end");
    }
}
