package dev.nabla.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that change sessions and run jobs, and know what was acknowledged to them. */
final class Fleet {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String JOB = "{'name': 'fit', 'loss': 'loss', 'steps': %d, 'optimizer': {'name': 'Adam', 'lr': 0.01}}";

    private final Supplier<Service> service;
    private final long jobSteps;
    private final List<Client> clients = new ArrayList<>();
    final AtomicLong acknowledged = new AtomicLong();

    /** @param service one that is up, of several */
    Fleet(Supplier<Service> service, long jobSteps) {
        this.service = service;
        this.jobSteps = jobSteps;
    }

    /** One session: two counters that move together, and a descent. */
    private final class Client {
        private final String path;
        private long count;
        private String pending = "";

        Client(String id) {
            this.path = "/v1/sessions/" + id;
        }

        /** One more; sent again with its key until it is known to be done. */
        void change() {
            if (pending.isEmpty()) {
                pending = UUID.randomUUID().toString();
            }
            Service.Answer a = service.get().send("POST", path + "/steps", "{'steps': [{'op': 'add_', 'inputs': ['x', 1.0]}, "
                    + "{'op': 'add_', 'inputs': ['y', 1.0]}], 'return': []}", pending);
            if (a.isOk()) {
                count++;
                pending = "";
                acknowledged.incrementAndGet();
            }
        }

        /** What is there, against what was acknowledged. */
        void check(Collection<String> faults) {
            long x = value("x");
            long y = value("y");
            long most = pending.isEmpty() ? count : count + 1;
            if (x != y || x < count || x > most) {
                faults.add(path + ": " + count + " were acknowledged, x is " + x + ", y is " + y);
            }
        }

        private long value(String name) {
            return (long) json(path + "/tensors/" + name).path("data").asDouble(-1);
        }
    }

    private JsonNode json(String path) {
        return JSON.readTree(service.get().get(path).text());
    }

    void open(int sessions) {
        for (int i = 0; i < sessions; i++) {
            Service.Answer a = service.get().post("/v1/sessions", "{'name': 's" + i + "', 'seed': " + i + ", 'steps': ["
                    + "{'tensor': {'name': 'x', 'data': 0.0, 'dtype': 'float64'}}, {'tensor': {'name': 'y', 'data': 0.0, 'dtype': 'float64'}},"
                    + "{'tensor': {'name': 'w', 'data': [1.0, " + i + ".0], 'requires_grad': true}},"
                    + "{'op': 'mul', 'inputs': ['w', 'w'], 'name': 'ww'}, {'op': 'sum', 'inputs': ['ww'], 'name': 'loss'}]}");
            if (!a.isOk()) {
                throw new IllegalStateException(a.text());
            }
            clients.add(new Client(JSON.readTree(a.text()).get("id").asString()));
        }
    }

    /** A job in each of the first sessions. */
    void launch(int jobs) {
        for (int i = 0; i < jobs; i++) {
            Service.Answer a = service.get().post(clients.get(i).path + "/jobs", JOB.formatted(jobSteps).replace("fit", "fit" + i));
            if (!a.isOk()) {
                throw new IllegalStateException(a.text());
            }
        }
    }

    /** Changes sessions from several threads until told to stop. */
    void work(int threads, BooleanSupplier goesOn) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                all.add(pool.submit(() -> {
                    while (goesOn.getAsBoolean()) {
                        for (int i = first; i < clients.size() && goesOn.getAsBoolean(); i += threads) {
                            clients.get(i).change();
                        }
                    }
                }));
            }
            for (Future<?> f : all) {
                f.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was lost, or is half there. */
    List<String> check() {
        List<String> faults = new ArrayList<>();
        clients.forEach(c -> c.check(faults));
        return faults;
    }

    /** Requests whose answer was not heard are sent again: each is done once. */
    List<String> settle() {
        for (Client c : clients) {
            while (!c.pending.isEmpty()) {
                c.change();
            }
        }
        return check();
    }

    /** Jobs end as they would have without a kill. */
    List<String> checkJobs(int jobs) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            JsonNode job = json("/v1/jobs/fit" + i);
            for (int waited = 0; waited < 30 && !job.path("status").asString("").equals("succeeded"); waited++) {
                job = JSON.readTree(service.get().waitFor("/v1/jobs/fit" + i).text());
            }
            if (!job.path("status").asString("").equals("succeeded") || job.path("steps_done").asLong() != jobSteps) {
                faults.add("job " + i + ": " + job.path("status") + " at step " + job.path("steps_done") + " " + job.path("detail"));
            }
        }
        return faults;
    }
}
