package dev.nabla.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.nabla.job.JobStore;
import dev.nabla.session.Journal;

/** Jobs in the table {@code job}. A process says now and then that it lives; who has not for a while is dead, and others take over what it ran. */
final class SqlJobs implements JobStore {
    /** After so long without a word a process is dead. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private final Database database;
    private final Writer writer;
    private final InstantSource clock;
    private final boolean shared;
    private final String runner = UUID.randomUUID().toString();

    SqlJobs(Database database, Writer writer, InstantSource clock, boolean shared) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
        this.shared = shared;
    }

    private long now() {
        return SqlJournal.micros(clock.instant());
    }

    private void tell(Writer.Part part) {
        try {
            writer.write(part);
        } catch (SQLException e) {
            throw Writer.unavailable(e);
        }
    }

    private interface Question<T extends @Nullable Object> {
        T ask(Connection c) throws SQLException;
    }

    private <T extends @Nullable Object> T ask(Question<T> question) {
        try (Connection c = database.connection()) {
            return question.ask(c);
        } catch (SQLException e) {
            throw Writer.unavailable(e);
        }
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void begin(Kept job, Journal.Content base) {
        byte[] content = Encoder.encode(job);
        byte[] whole = Encoder.encode(base);
        tell(c -> Database.update(c,
                "insert into job (id, session, owner, name, number, ended, runner, beat_at, content, base) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                job.id(), job.session(), job.owner(), job.request().name(), job.number(), false, runner, now(), content, whole));
    }

    @Override
    public void update(Kept job) {
        byte[] content = Encoder.encode(job);
        boolean ended = job.status().isEnd();
        tell(c -> Database.update(c, "update job set content = ?, ended = ?" + (ended ? ", base = null" : "") + " where id = ?", content, ended,
                job.id()));
    }

    @Override
    public void delete(String id) {
        tell(c -> Database.update(c, "delete from job where id = ?", id));
    }

    @Override
    public @Nullable Kept find(String owner, String idOrName) {
        return this.<@Nullable Kept>ask(c -> Database.first(c, row -> Decoder.decode(row.getBytes(1), Kept.class),
                "select content from job where owner = ? and (id = ? or name = ?) order by number desc", owner, idOrName, idOrName));
    }

    @Override
    public List<Kept> list(String owner) {
        return ask(c -> Database.list(c, row -> Decoder.decode(row.getBytes(1), Kept.class),
                "select content from job where owner = ? order by number desc", owner));
    }

    /** A process alone adopts at once; one of several waits until the others have been silent. */
    @Override
    public List<Orphan> adopt() {
        long silent = shared ? now() - SILENCE.toMillis() * 1000 : Long.MAX_VALUE;
        List<String> ids = ask(c -> Database.list(c, row -> row.getString(1),
                "select id from job where not ended and runner <> ? and beat_at < ?", runner, silent));
        List<Orphan> mine = new ArrayList<>();
        for (String id : ids) {
            tell(c -> {
                // Of several who see it, one wins.
                if (Database.update(c, "update job set runner = ?, beat_at = ? where id = ? and not ended and runner <> ? and beat_at < ?", runner,
                        now(), id, runner, silent) == 1) {
                    Orphan o = Database.first(c, row -> new Orphan(Decoder.decode(row.getBytes(1), Kept.class),
                            Decoder.decode(row.getBytes(2), Journal.Content.class)), "select content, base from job where id = ?", id);
                    if (o != null) {
                        mine.add(o);
                    }
                }
            });
        }
        return mine;
    }

    /** Says that this process lives. */
    void beat() {
        tell(c -> Database.update(c, "update job set beat_at = ? where runner = ? and not ended", now(), runner));
    }
}
