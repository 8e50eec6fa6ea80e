package dev.nabla.journal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.nabla.session.DataMode;
import dev.nabla.session.Limits;
import dev.nabla.session.Opening;
import dev.nabla.session.Operand;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;
import dev.nabla.session.SettableClock;
import dev.nabla.session.Step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Two replicas on one PostgreSQL: whichever is asked, there is one session. */
class ReplicasTest {
    private static final InstantSource CLOCK = new SettableClock();
    private static EmbeddedPostgres postgres;

    private final Replica one = new Replica();
    private final Replica two = new Replica();

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    /** What a process has of the service. */
    private static final class Replica {
        private final Database database = new Database(new JournalSettings(postgres.getJdbcUrl("postgres", "postgres"), "", "", 4,
                Duration.ofSeconds(20), Duration.ofMinutes(5)));
        private final Writer writer = new Writer(database, _ -> {
        });
        private final Sessions sessions = new Sessions(
                new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("nabla.limits", Limits.class), CLOCK, _ -> {
                }, new SqlJournal(database, writer, new StoredAnswers(database, writer, CLOCK), true, () -> "test"));

        Session get(String id) {
            return sessions.get("me", id);
        }

        void close() {
            writer.close();
            database.close();
        }
    }

    private static String open(Replica in, String name) {
        List<Step> steps = List.of(new Step.Apply("zeros", List.of(), Map.of("size", List.of()), "x", null, false, false));
        return in.sessions.open("me", new Opening(name, null, null, null, null, steps, null, true)).id();
    }

    private static void addOne(Replica in, String id) {
        in.get(id).apply(
                new Step.Apply("add_", List.of(new Operand.Name("x"), new Operand.Scalar(1.0)), Map.of(), null, null, false, false),
                DataMode.NONE);
    }

    private static double x(Replica in, String id) {
        return in.get(id).elements("x").data().getDouble(0);
    }

    @Test
    void eachSeesWhatTheOtherHasDone() {
        String id = open(one, "shared");
        for (int i = 0; i < 5; i++) {
            addOne(i % 2 == 0 ? one : two, id);
        }
        assertThat(x(one, id)).isEqualTo(5);
        assertThat(x(two, "shared")).isEqualTo(5);
        assertThat(one.get(id).view().version()).isEqualTo(two.get(id).view().version());
        assertThat(two.sessions.list("me")).extracting(Session::id).contains(id);
        two.sessions.keepAll();
        addOne(two, id);
        assertThat(x(one, id)).isEqualTo(6);
        two.sessions.end(two.get(id));
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> x(one, id));
        closeBoth();
    }

    @Test
    void ofTwoWhoChangeItAtATimeNeitherIsLost() throws Exception {
        String id = open(one, "contended");
        try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Replica replica = t % 2 == 0 ? one : two;
                all.add(clients.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        addOne(replica, id);
                    }
                }));
            }
            for (Future<?> f : all) {
                f.get();
            }
        }
        assertThat(x(one, id)).isEqualTo(100);
        assertThat(x(two, id)).isEqualTo(100);
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> two.sessions.open("me",
                new Opening("contended", null, null, null, null, null, null, false)));
        closeBoth();
    }

    private void closeBoth() {
        one.close();
        two.close();
    }
}
