package dev.nabla.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The events of one job, kept so that a listener who comes back misses none. Any thread. */
public final class JobEvents {
    /** Beyond so many the oldest are forgotten: at ten a second, a quarter of an hour's. */
    private static final int MOST = 10_000;

    private final Deque<JobEvent> kept = new ArrayDeque<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long last;
    private boolean complete;

    void add(JobEvent.Kind kind, Object content) {
        synchronized (this) {
            if (complete) {
                return;
            }
            kept.add(new JobEvent(++last, kind, content));
            if (kept.size() > MOST) {
                kept.removeFirst();
            }
            complete = kind == JobEvent.Kind.END;
        }
        listeners.forEach(Runnable::run);
    }

    /** Takes over what happened in another process. */
    synchronized void restore(List<JobEvent> before) {
        kept.addAll(before);
        last = before.isEmpty() ? 0 : before.getLast().id();
        complete = !before.isEmpty() && before.getLast().kind() == JobEvent.Kind.END;
    }

    /** The events after the one with this number, in order. */
    public synchronized List<JobEvent> after(long id) {
        return kept.stream().filter(e -> e.id() > id).toList();
    }

    /** Whether the event with this number is the last there will be. */
    public synchronized boolean isOver(long id) {
        return complete && id >= last;
    }

    /** Calls the listener after each event, on the thread of the job: it must not wait. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
