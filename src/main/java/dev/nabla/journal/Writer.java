package dev.nabla.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.nabla.session.Refusal;

/**
 * The one who writes: what several requests want to keep goes into one transaction, so that they share the cost of its commit. While one transaction is
 * under way the next gathers; nobody waits for a timer.
 *
 * <p>Where one part of a transaction is refused, each is tried in a transaction of its own.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MOST = 500;
    private static final Duration LATER = Duration.ofSeconds(2);

    /** Something to be written; a refusal by the database is its answer. */
    interface Part {
        void write(Connection c) throws SQLException;
    }

    private record Waiting(Part part, CompletableFuture<Boolean> done) {
    }

    private final Database database;
    private final LongConsumer committed;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** @param committed told how many nanoseconds each commit took */
    Writer(Database database, LongConsumer committed) {
        this.database = database;
        this.committed = committed;
        this.thread = Thread.ofPlatform().daemon().name("journal").start(this::work);
    }

    /**
     * Writes; returns when it is safe.
     *
     * @throws SQLException where the database refuses this part
     * @throws Refusal journal_unavailable
     */
    void write(Part part) throws SQLException {
        Waiting w = new Waiting(part, new CompletableFuture<>());
        queue.add(w);
        if (closed) {
            w.done.completeExceptionally(new SQLException("the service stops"));
        }
        try {
            w.done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException refused) {
                if (Database.isConflict(refused)) {
                    throw refused;
                }
                throw unavailable(refused);
            }
            throw e;
        }
    }

    static Refusal unavailable(SQLException e) {
        LOG.warn("The journal cannot be used: {}", e.getMessage());
        return new Refusal(Refusal.Kind.JOURNAL_UNAVAILABLE, "the journal cannot be used at the moment: nothing was changed")
                .retryAfter(LATER);
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(batch, MOST - 1);
            write(batch);
            batch.clear();
        }
    }

    private void write(List<Waiting> batch) {
        try (Connection c = database.connection()) {
            c.setAutoCommit(false);
            try {
                together(c, batch);
            } finally {
                c.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            // Whatever is still waiting was not kept.
            batch.forEach(w -> w.done.completeExceptionally(e));
        }
    }

    private void together(Connection c, List<Waiting> batch) throws SQLException {
        try {
            for (Waiting w : batch) {
                w.part.write(c);
            }
            commit(c);
        } catch (SQLException | RuntimeException e) {
            c.rollback();
            if (batch.size() > 1 && !(e instanceof SQLException s && isLost(s))) {
                for (Waiting w : batch) {
                    together(c, List.of(w));
                }
                return;
            }
            batch.forEach(w -> w.done.completeExceptionally(e));
            return;
        }
        batch.forEach(w -> w.done.complete(true));
    }

    /** Whether the connection itself is gone. */
    private static boolean isLost(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("08");
    }

    private void commit(Connection c) throws SQLException {
        long begin = System.nanoTime();
        c.commit();
        committed.accept(System.nanoTime() - begin);
    }

    /** After what waits is written. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
