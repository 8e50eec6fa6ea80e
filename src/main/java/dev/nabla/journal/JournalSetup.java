package dev.nabla.journal;

import java.sql.SQLException;
import java.time.InstantSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.nabla.engine.array.Kernels;
import dev.nabla.job.Jobs;
import dev.nabla.session.Refusal;
import dev.nabla.session.Sessions;

/** The journal's parts, where {@code nabla.journal.url} is set. */
@Configuration(proxyBeanMethods = false)
@Conditional(JournalIsOn.class)
class JournalSetup {

    @Bean
    Database journalDatabase(JournalSettings settings) {
        return new Database(settings);
    }

    @Bean
    Writer journalWriter(Database database, MeterRegistry meters) {
        Timer commits =
                Timer.builder("nabla.journal.commit").description("What a commit of the journal takes.").publishPercentileHistogram()
                        .register(meters);
        return new Writer(database, nanos -> commits.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS));
    }

    @Bean
    StoredAnswers storedAnswers(Database database, Writer writer, InstantSource clock) {
        return new StoredAnswers(database, writer, clock);
    }

    @Bean
    SqlJournal journal(Database database, Writer writer, StoredAnswers answers, JournalSettings settings,
            ObjectProvider<BuildProperties> build) {
        BuildProperties b = build.getIfAvailable();
        String version = b == null ? "" : b.getVersion() + ", ";
        // Which kernels there are is known when the first of them has run, and every change has run some.
        return new SqlJournal(database, writer, answers, !settings.isH2(),
                () -> version + Kernels.describe() + ", " + System.getProperty("os.arch"));
    }

    @Bean
    SqlJobs jobStore(Database database, Writer writer, InstantSource clock, JournalSettings settings) {
        return new SqlJobs(database, writer, clock, !settings.isH2());
    }

    /** What is done now and then. */
    @Component
    @Conditional(JournalIsOn.class)
    static final class Tidying implements SmartLifecycle {
        private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

        private final Sessions sessions;
        private final Jobs jobs;
        private final StoredAnswers answers;
        private final SqlJobs kept;
        private final JournalSettings settings;
        private volatile boolean running;

        Tidying(Sessions sessions, Jobs jobs, StoredAnswers answers, SqlJobs kept, JournalSettings settings) {
            this.sessions = sessions;
            this.jobs = jobs;
            this.kept = kept;
            this.answers = answers;
            this.settings = settings;
        }

        @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
        void tidy() {
            try {
                sessions.tidy(settings.unused());
                answers.tidy();
                kept.beat();
                jobs.adopt();
            } catch (Refusal | SQLException e) {
                LOG.warn("The journal is tidied another time: {}", e.getMessage());
            }
        }

        @Override
        public void start() {
            running = true;
        }

        /** After the last request, before the database is closed: so that the next start makes no changes again. */
        @Override
        public void stop() {
            running = false;
            try {
                sessions.keepAll();
            } catch (Refusal e) {
                LOG.warn("The next start makes changes again: {}", e.getMessage());
            }
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        /** Stops after the web server, whose phase is close to the highest. */
        @Override
        public int getPhase() {
            return 0;
        }
    }

    /** Whether changes can be kept: part of the service's health, not of its readiness, for reads go on. */
    @Bean
    HealthIndicator journalHealthIndicator(Database database) {
        return () -> {
            try (var c = database.connection()) {
                return c.isValid(2) ? Health.up().build() : Health.down().build();
            } catch (SQLException e) {
                return Health.down().build();
            }
        };
    }
}
