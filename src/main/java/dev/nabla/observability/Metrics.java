package dev.nabla.observability;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.nabla.job.JobStatus;
import dev.nabla.job.Jobs;
import dev.nabla.session.Sessions;
import dev.nabla.session.Tally;
import dev.nabla.web.ProblemAnswered;

/** The service's own metrics; requests, memory and threads are Spring Boot's. Nothing is counted for them that is not counted anyway. */
@Component
@ConditionalOnBooleanProperty("nabla.metrics.prometheus")
final class Metrics {
    private final MeterRegistry meters;

    Metrics(MeterRegistry meters, Sessions sessions, Jobs jobs) {
        this.meters = meters;
        Gauge.builder("nabla.sessions", sessions, Sessions::inMemory).description("Sessions in memory.").register(meters);
        Gauge.builder("nabla.tensors", sessions, Sessions::tensors).description("Named tensors of the sessions in memory.")
                .register(meters);
        Gauge.builder("nabla.memory", sessions, Sessions::bytes).baseUnit("bytes").description("Bytes that sessions hold.")
                .register(meters);
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder("nabla.jobs", jobs, j -> j.count(status)).tag("status", status.word()).description("Jobs by status.")
                    .register(meters);
        }
        FunctionCounter.builder("nabla.job.steps", jobs, Jobs::stepsDone).description("Steps of descent.").register(meters);
        Tally tally = sessions.tally();
        tally.families().forEach(family -> FunctionCounter.builder("nabla.ops", tally, t -> t.ops(family)).tag("family", family)
                .description("Ops applied, by family.").register(meters));
        FunctionTimer.builder("nabla.backward", tally, Tally::backwards, Tally::backwardNanos, TimeUnit.NANOSECONDS)
                .description("Runs of backward.").register(meters);
        FunctionTimer.builder("nabla.plans", jobs, Jobs::plans, Jobs::planNanos, TimeUnit.NANOSECONDS).description("Plans traced for jobs.")
                .register(meters);
        FunctionCounter.builder("nabla.evictions", tally, Tally::evictions).description("Sessions that left memory for the journal.")
                .register(meters);
    }

    @EventListener
    void answered(ProblemAnswered problem) {
        Counter.builder("nabla.refusals").tag("code", problem.code().word()).description("Requests refused, by code.").register(meters)
                .increment();
    }
}
