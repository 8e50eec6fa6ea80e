package dev.nabla.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Jobs that wait for a slot. Owners take turns, and with each owner the sessions, so that a thousand jobs of one do not keep another's waiting;
 * within a session the first comes first. Not for several threads.
 */
final class FairQueue {
    private final LinkedHashMap<String, LinkedHashMap<String, Deque<DescentJob>>> waiting = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(DescentJob job) {
        waiting.computeIfAbsent(job.owner(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(job.session().id(), _ -> new ArrayDeque<>()).add(job);
        size++;
    }

    boolean remove(DescentJob job) {
        Map<String, Deque<DescentJob>> sessions = waiting.get(job.owner());
        Deque<DescentJob> jobs = sessions == null ? null : sessions.get(job.session().id());
        if (sessions == null || jobs == null || !jobs.remove(job)) {
            return false;
        }
        size--;
        if (jobs.isEmpty()) {
            sessions.remove(job.session().id());
            if (sessions.isEmpty()) {
                waiting.remove(job.owner());
            }
        }
        return true;
    }

    /** The next job, or null. */
    @Nullable
    DescentJob poll() {
        if (size == 0) {
            return null;
        }
        size--;
        Map.Entry<String, LinkedHashMap<String, Deque<DescentJob>>> owner = waiting.pollFirstEntry();
        Map.Entry<String, Deque<DescentJob>> session = owner.getValue().pollFirstEntry();
        DescentJob job = session.getValue().remove();
        if (!session.getValue().isEmpty()) {
            owner.getValue().put(session.getKey(), session.getValue());
        }
        if (!owner.getValue().isEmpty()) {
            waiting.put(owner.getKey(), owner.getValue());
        }
        return job;
    }

    /** The jobs in the order in which they would be polled if none came any more. */
    List<DescentJob> inOrder() {
        FairQueue copy = new FairQueue();
        waiting.values().forEach(sessions -> sessions.values().forEach(jobs -> jobs.forEach(copy::add)));
        List<DescentJob> order = new ArrayList<>(size);
        for (DescentJob j = copy.poll(); j != null; j = copy.poll()) {
            order.add(j);
        }
        return order;
    }
}
