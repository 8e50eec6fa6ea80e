package dev.nabla.job;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;

/** All sweeps that are not yet forgotten. */
@Service
public class Sweeps {
    private final Sessions sessions;
    private final Jobs jobs;
    private final JobLimits limits;
    private final InstantSource clock;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, Sweep> byId = new ConcurrentHashMap<>();

    public Sweeps(Sessions sessions, Jobs jobs, JobLimits limits, InstantSource clock) {
        this.sessions = sessions;
        this.jobs = jobs;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Launches one job for each combination, or none. They leave the session as it is.
     *
     * @throws Refusal where one cannot be run, with the place in the job
     */
    public synchronized Sweep launch(String owner, String sid, SweepRequest request) {
        Session session = sessions.get(owner, sid);
        List<JobRequest> requests = new ArrayList<>();
        for (SweepRequest.Combination c : request.jobs()) {
            requests.add(of(c.job(), requests.size() + 1));
        }
        Jobs.checkName(request.name());
        Sweep before = request.name() == null ? null : find(owner, request.name());
        if (before != null && !request.replace()) {
            throw new Refusal(Refusal.Kind.NAME_TAKEN, "a sweep named " + request.name() + " is there").at("/name");
        }
        List<DescentJob> launched = LossGraph.at("/job", () -> jobs.launch(session, requests));
        if (before != null) {
            before.jobs().forEach(jobs::cancelIfOpen);
            byId.remove(before.id());
        }
        Sweep sweep = new Sweep(jobs.newId(), lastNumber.incrementAndGet(), request, launched, clock.instant());
        byId.put(sweep.id(), sweep);
        forgetOldest();
        return sweep;
    }

    private static JobRequest of(JobRequest job, int number) {
        if (Boolean.TRUE.equals(job.writeBack())) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "several jobs cannot be written back to the same parameters").at("/job/write_back");
        }
        if (job.onlyValidates()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a sweep is run").at("/job/validate_only");
        }
        return job.amongOthers(job.name() == null ? null : job.name() + "-" + number);
    }

    private void forgetOldest() {
        long held = byId.values().stream().mapToLong(s -> s.jobs().size()).sum();
        List<Sweep> ended = byId.values().stream().filter(s -> s.status().isEnd()).sorted(Comparator.comparingLong(Sweep::number)).toList();
        for (int i = 0; i < ended.size() && held > limits.jobsKept(); i++) {
            held -= ended.get(i).jobs().size();
            byId.remove(ended.get(i).id());
        }
    }

    /**
     * The owner's sweep of that id or name.
     *
     * @throws Refusal job_not_found
     */
    public Sweep get(String owner, String idOrName) {
        Sweep sweep = find(owner, idOrName);
        if (sweep == null) {
            throw new Refusal(Refusal.Kind.JOB_NOT_FOUND, "there is no sweep " + idOrName);
        }
        return sweep;
    }

    private @Nullable Sweep find(String owner, String idOrName) {
        return byId.values().stream().filter(s -> s.owner().equals(owner) && (s.id().equals(idOrName) || idOrName.equals(s.name())))
                .findFirst().orElse(null);
    }

    /**
     * Cancels what has not ended of it.
     *
     * @throws Refusal job_not_found, job_ended
     */
    public Sweep cancel(String owner, String id) {
        Sweep sweep = get(owner, id);
        if (sweep.status().isEnd()) {
            throw new Refusal(Refusal.Kind.JOB_ENDED, "the sweep has ended");
        }
        sweep.jobs().forEach(jobs::cancelIfOpen);
        return sweep;
    }

    @EventListener
    void ended(Sessions.SessionEnded e) {
        byId.values().removeIf(s -> s.sessionId().equals(e.session().id()));
    }
}
