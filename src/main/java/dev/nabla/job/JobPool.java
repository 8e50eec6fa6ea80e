package dev.nabla.job;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/**
 * A fixed number of slots in which jobs run, and the queue before them. A job that finds a free slot starts at once; one that has had a turn while
 * others wait goes to the end of the queue.
 */
final class JobPool {
    private final int slots;
    private final int most;
    private final FairQueue<DescentJob> queue = new FairQueue<>(DescentJob::owner, j -> j.session().id());
    private final ExecutorService threads;
    private int busy;
    private volatile int waiting;

    /**
     * @param slots jobs at a time
     * @param most jobs in the queue
     */
    JobPool(int slots, int most) {
        this.slots = slots;
        this.most = most;
        this.threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("job-", 1).factory());
    }

    /** Whether so many more jobs can be taken. */
    synchronized boolean hasRoom(int more) {
        return queue.size() + more <= most + slots - busy;
    }

    /** Queues a job; it starts at once where a slot is free. */
    synchronized void submit(DescentJob job) {
        queue.add(job);
        waiting = queue.size();
        if (busy < slots) {
            busy++;
            threads.execute(this::work);
        }
    }

    /** Takes a job out of the queue; false if it is not there. */
    synchronized boolean withdraw(DescentJob job) {
        boolean found = queue.remove(job);
        waiting = queue.size();
        return found;
    }

    /** The place in the queue, from 1, or null if the job is not there. */
    synchronized @Nullable Integer position(DescentJob job) {
        int at = job.status() == JobStatus.QUEUED ? queue.inOrder().indexOf(job) : -1;
        return at < 0 ? null : (Integer) (at + 1);
    }

    private void work() {
        for (DescentJob job = next(); job != null; job = next()) {
            if (JobRunner.run(job, () -> waiting > 0) == JobRunner.Turn.OVER) {
                again(job);
            }
        }
    }

    private synchronized @Nullable DescentJob next() {
        DescentJob job = queue.poll();
        waiting = queue.size();
        if (job == null) {
            busy--;
        }
        return job;
    }

    private synchronized void again(DescentJob job) {
        queue.add(job);
        waiting = queue.size();
    }

    void shutdown() {
        threads.shutdown();
    }
}
