package dev.nabla.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import dev.nabla.session.Opening;
import dev.nabla.session.Operand;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.session.Step;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs under fire: commands from many sides at once leave every job in the state that the last acknowledged one allows, and lose no slot. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ControlTest {
    private static final int CLIENTS = 8;
    private static final int JOBS_EACH = 25;

    @Autowired
    private Sessions sessions;
    @Autowired
    private Jobs jobs;
    private Session session;

    @BeforeEach
    void theSquareOfX() {
        String id = sessions.open("fire", new Opening(null, null, null, null, null, List.of(
                new Step.Apply("tensor", List.of(), Map.of("data", 3.0, "requires_grad", true), "x", null, false, false),
                new Step.Apply("mul", List.of(new Operand.Name("x"), new Operand.Name("x")), Map.of(), "y", null, false, false)), null,
                false)).id();
        session = sessions.get("fire", id);
    }

    private DescentJob launch(long steps) {
        return jobs.launch("fire", session.id(), new JobRequest(new JobRequest.Loss.Named("y"), null,
                new JobRequest.Optimizer("SGD", Map.of("lr", 1e-6), null), null, null, steps, null, null, null, null, false, null, null,
                null));
    }

    /** One client's jobs and what was last acknowledged of each. */
    private final class Client implements Runnable {
        private final Random random;
        private final List<DescentJob> mine = new ArrayList<>();
        private final List<Boolean> cancelled = new ArrayList<>();
        private final List<Long> done = new ArrayList<>();
        private int refused;

        Client(int seed) {
            random = new Random(seed);
        }

        @Override
        public void run() {
            for (int k = 0; k < JOBS_EACH * 40; k++) {
                if (k % 40 == 0) {
                    mine.add(launch(random.nextBoolean() ? 1_000_000_000 : 2000));
                    cancelled.add(false);
                    done.add(0L);
                }
                command(random.nextInt(mine.size()));
            }
        }

        private void command(int i) {
            DescentJob job = mine.get(i);
            try {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        jobs.cancel("fire", job.id());
                        cancelled.set(i, true);
                    }
                    case 1, 2 -> jobs.pause("fire", job.id());
                    case 3, 4 -> jobs.resume("fire", job.id());
                    default -> {
                        long now = jobs.view(job).stepsDone();
                        assertThat(now).isGreaterThanOrEqualTo(done.get(i));
                        done.set(i, now);
                    }
                }
            } catch (Refusal r) {
                assertThat(r.kind()).isEqualTo(Refusal.Kind.JOB_ENDED);
                refused++;
            }
        }

        /** Cancels what has not ended, and looks at how each ended. */
        void settle() throws Exception {
            for (int i = 0; i < mine.size(); i++) {
                DescentJob job = mine.get(i);
                try {
                    jobs.cancel("fire", job.id());
                    cancelled.set(i, true);
                } catch (Refusal ended) {
                    refused++;
                }
                job.end().get(30, TimeUnit.SECONDS);
                assertThat(job.status())
                        .isIn(cancelled.get(i) ? List.of(JobStatus.CANCELLED) : List.of(JobStatus.SUCCEEDED, JobStatus.CANCELLED));
                assertThat(statuses(job)).as("ends of %s", job.id()).filteredOn(JobStatus::isEnd).containsExactly(job.status());
            }
        }
    }

    private static List<JobStatus> statuses(DescentJob job) {
        return job.events().after(0).stream().map(JobEvent::content).filter(JobStatus.class::isInstance).map(JobStatus.class::cast)
                .toList();
    }

    @Test
    void everyJobEndsOnceAndNoSlotIsLost() throws Exception {
        List<Client> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                Client client = new Client(c);
                clients.add(client);
                running.add(threads.submit(client));
            }
            for (Future<?> f : running) {
                f.get(5, TimeUnit.MINUTES);
            }
        }
        for (Client c : clients) {
            c.settle();
        }
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(launch(10).end().get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.SUCCEEDED);
        }
    }

    @Test
    void aJobThatIsCancelledBeforeItStartsMovesNothing() throws Exception {
        CountDownLatch ends = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            DescentJob job = launch(1_000_000_000);
            job.whenEnded(ends::countDown);
            jobs.cancel("fire", job.id());
            assertThat(job.end().get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.CANCELLED);
        }
        assertThat(ends.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
