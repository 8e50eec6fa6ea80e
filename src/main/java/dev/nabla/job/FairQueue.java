package dev.nabla.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Jobs that wait for a slot. Owners take turns, and with each owner the sessions, so that a thousand jobs of one do not keep another's waiting;
 * within a session the first comes first. Not for several threads.
 */
final class FairQueue<T> {
    private final LinkedHashMap<String, LinkedHashMap<String, Deque<T>>> waiting = new LinkedHashMap<>();
    private final Function<T, String> owner;
    private final Function<T, String> session;
    private int size;

    /**
     * @param owner whose it is
     * @param session in which session of theirs
     */
    FairQueue(Function<T, String> owner, Function<T, String> session) {
        this.owner = owner;
        this.session = session;
    }

    int size() {
        return size;
    }

    void add(T job) {
        waiting.computeIfAbsent(owner.apply(job), _ -> new LinkedHashMap<>())
                .computeIfAbsent(session.apply(job), _ -> new ArrayDeque<>()).add(job);
        size++;
    }

    boolean remove(T job) {
        Map<String, Deque<T>> sessions = waiting.get(owner.apply(job));
        Deque<T> jobs = sessions == null ? null : sessions.get(session.apply(job));
        if (sessions == null || jobs == null || !jobs.remove(job)) {
            return false;
        }
        size--;
        if (jobs.isEmpty()) {
            sessions.remove(session.apply(job));
            if (sessions.isEmpty()) {
                waiting.remove(owner.apply(job));
            }
        }
        return true;
    }

    /** The next job, or null. */
    @Nullable
    T poll() {
        if (size == 0) {
            return null;
        }
        size--;
        Map.Entry<String, LinkedHashMap<String, Deque<T>>> next = waiting.pollFirstEntry();
        Map.Entry<String, Deque<T>> within = next.getValue().pollFirstEntry();
        T job = within.getValue().remove();
        if (!within.getValue().isEmpty()) {
            next.getValue().put(within.getKey(), within.getValue());
        }
        if (!next.getValue().isEmpty()) {
            waiting.put(next.getKey(), next.getValue());
        }
        return job;
    }

    /** The jobs in the order in which they would be polled if none came any more. */
    List<T> inOrder() {
        FairQueue<T> copy = new FairQueue<>(owner, session);
        waiting.values().forEach(sessions -> sessions.values().forEach(jobs -> jobs.forEach(copy::add)));
        List<T> order = new ArrayList<>(size);
        for (T j = copy.poll(); j != null; j = copy.poll()) {
            order.add(j);
        }
        return order;
    }
}
