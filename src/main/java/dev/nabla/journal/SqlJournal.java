package dev.nabla.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.nabla.engine.array.DType;
import dev.nabla.session.Change;
import dev.nabla.session.Journal;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;

/** Sessions in the tables {@code session}, {@code entry} and {@code snapshot}. */
final class SqlJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqlJournal.class);
    /** The number of the last change: from the entries, or from the snapshot that stands for them. */
    private static final String HEAD = "coalesce((select max(sequence) from entry where session = s.id), s.base)";

    private final Database database;
    private final Writer writer;
    private final StoredAnswers answers;
    private final boolean shared;
    private final Supplier<String> madeBy;

    /** @param madeBy what computes here: where another did, its numbers may differ in their last digits */
    SqlJournal(Database database, Writer writer, StoredAnswers answers, boolean shared, Supplier<String> madeBy) {
        this.database = database;
        this.writer = writer;
        this.answers = answers;
        this.shared = shared;
        this.madeBy = madeBy;
    }

    static long micros(Instant t) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, t);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** A question to the database. */
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

    private void tell(Writer.Part part) {
        try {
            writer.write(part);
        } catch (SQLException e) {
            throw Writer.unavailable(e);
        }
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    // ---- changes --------------------------------------------------------------------------------------------------

    @Override
    public void open(Kept s, Beginning beginning) {
        byte[] content = beginning.content() == null ? null : Encoder.encode(beginning.content());
        byte[] change = beginning.change() == null ? null : Encoder.encode(beginning.change());
        Writer.Part key = answers.present();
        try {
            writer.write(c -> {
                Database.update(c, "insert into session (id, owner, name, number, created_at, used_at, ends_at, idle_timeout, ttl, "
                        + "default_dtype, seed, base, tensors, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)", s.id(), s.owner(),
                        s.name(), s.number(), micros(s.createdAt()), micros(s.usedAt()), micros(endsAt(s)), micros(s.idleTimeout()),
                        s.ttl() == null ? null : micros(s.ttl()), s.defaultDtype().name(), s.seed(), s.tensors(), s.bytes());
                if (content != null) {
                    Database.update(c, "insert into snapshot (session, sequence, content) values (?, 0, ?)", s.id(), content);
                }
                if (change != null) {
                    insert(c, s.id(), 1, change);
                }
                key.write(c);
            });
        } catch (SQLException e) {
            throw new Refusal(Refusal.Kind.NAME_TAKEN, "a session named " + s.name() + " is open").at("/name");
        }
    }

    private static long micros(Duration d) {
        return d.toMillis() * 1000;
    }

    private static Instant endsAt(Kept s) {
        Instant idle = s.usedAt().plus(s.idleTimeout());
        Duration ttl = s.ttl();
        return ttl == null || idle.isBefore(s.createdAt().plus(ttl)) ? idle : s.createdAt().plus(ttl);
    }

    /**
     * Writes a change, unless another of this sequence was written before. Where a snapshot has taken that one away, its key no longer refuses;
     * the row of the session tells, and is held until the commit so that no snapshot comes between.
     */
    private void insert(Connection c, String session, long sequence, byte[] change) throws SQLException {
        Long base = Database.first(c, row -> row.getLong(1), "select base from session where id = ? for update", session);
        if (base == null) {
            throw new SQLException("session " + session + " is gone", Database.MISSING);
        }
        if (base >= sequence) {
            throw new SQLException("session " + session + " has gone on to " + base, Database.TAKEN);
        }
        Database.update(c, "insert into entry (session, sequence, made_by, change) values (?, ?, ?, ?)", session, sequence, madeBy.get(),
                change);
    }

    @Override
    public void append(Session session, long sequence, Change change) {
        byte[] bytes = Encoder.encode(change);
        Writer.Part key = answers.present();
        try {
            writer.write(c -> {
                insert(c, session.id(), sequence, bytes);
                key.write(c);
            });
        } catch (SQLException e) {
            if (answers.isTakenElsewhere()) {
                throw new Refusal(Refusal.Kind.KEY_IN_USE, "the request with this key is still at work").retryAfter(Duration.ofSeconds(1));
            }
            if (Database.isMissing(e)) {
                throw new Refusal(Refusal.Kind.SESSION_NOT_FOUND, "there is no session " + session.id());
            }
            throw new Stale();
        }
    }

    @Override
    public void snapshot(Session session, Content content) {
        byte[] bytes = Encoder.encode(content);
        long sequence = content.sequence();
        try {
            writer.write(c -> {
                String id = session.id();
                if (Database.update(c, "update session set base = ? where id = ? and base < ?", sequence, id, sequence) == 0) {
                    return;
                }
                Database.update(c, "delete from snapshot where session = ?", id);
                Database.update(c, "insert into snapshot (session, sequence, content) values (?, ?, ?)", id, sequence, bytes);
                Database.update(c, "delete from entry where session = ? and sequence <= ?", id, sequence);
            });
        } catch (SQLException e) {
            LOG.debug("session {} was ended before all of it was kept", session.id(), e);
        }
    }

    @Override
    public void end(Session session) {
        tell(c -> Database.update(c, "delete from session where id = ?", session.id()));
    }

    @Override
    public void used(Collection<Kept> sessions) {
        if (!sessions.isEmpty()) {
            tell(c -> {
                for (Kept s : sessions) {
                    Database.update(c, "update session set used_at = ?, ends_at = ?, tensors = ?, bytes = ? where id = ? and used_at <= ?",
                            micros(s.usedAt()), micros(endsAt(s)), s.tensors(), s.bytes(), s.id(), micros(s.usedAt()));
                }
            });
        }
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    @Override
    public long head(Session session) {
        Long head = this.<@Nullable Long>ask(
                c -> Database.first(c, row -> row.getLong(1), "select " + HEAD + " from session s where s.id = ?", session.id()));
        return head == null ? -1 : head;
    }

    @Override
    public Course since(Session session, long sequence) {
        return ask(c -> {
            // One view of both tables: a snapshot that comes between takes the entries away that it stands for.
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return since(c, session.id(), sequence);
            } finally {
                c.rollback();
                c.setAutoCommit(true);
            }
        });
    }

    private Course since(Connection c, String id, long sequence) throws SQLException {
        Long base = Database.first(c, row -> row.getLong(1), "select base from session where id = ?", id);
        if (base == null) {
            throw new Refusal(Refusal.Kind.SESSION_NOT_FOUND, "there is no session " + id);
        }
        Content content = base <= sequence ? null
                : Database.first(c, row -> Decoder.decode(row.getBytes(1), Content.class),
                        "select content from snapshot where session = ? and sequence = ?", id, base);
        List<Entry> entries = Database.list(c, row -> entry(id, row),
                "select sequence, made_by, change from entry where session = ? and sequence > ? order by sequence", id,
                Math.max(base, sequence));
        return new Course(content, entries);
    }

    private Entry entry(String id, ResultSet row) throws SQLException {
        String other = row.getString("made_by");
        if (!other.equals(madeBy.get())) {
            LOG.warn("Session {}: a change made by {} is made again by {}; numbers may differ in their last digits", id, other,
                    madeBy.get());
        }
        return new Entry(row.getLong("sequence"), Decoder.decode(row.getBytes("change"), Change.class));
    }

    private static final String KEPT =
            "select id, owner, name, number, created_at, used_at, idle_timeout, ttl, default_dtype, seed, tensors, "
                    + "bytes from session s ";

    private static Kept kept(ResultSet row) throws SQLException {
        Long ttl = Database.longOrNull(row, "ttl");
        return new Kept(row.getString("id"), row.getString("owner"), row.getString("name"), row.getLong("number"),
                instant(row.getLong("created_at")), instant(row.getLong("used_at")),
                Duration.of(row.getLong("idle_timeout"), ChronoUnit.MICROS),
                ttl == null ? null : Duration.of(ttl, ChronoUnit.MICROS), DType.valueOf(row.getString("default_dtype")),
                Database.longOrNull(row, "seed"), row.getInt("tensors"), row.getLong("bytes"));
    }

    @Override
    public @Nullable Kept find(String owner, String idOrName) {
        return this.<@Nullable Kept>ask(c -> {
            Kept byId = Database.first(c, SqlJournal::kept, KEPT + "where id = ?", idOrName);
            return byId != null ? byId : Database.first(c, SqlJournal::kept, KEPT + "where owner = ? and name = ?", owner, idOrName);
        });
    }

    @Override
    public List<Kept> list(String owner) {
        return ask(c -> Database.list(c, SqlJournal::kept, KEPT + "where owner = ? order by number desc", owner));
    }

    @Override
    public int count() {
        Integer count = this.<@Nullable Integer>ask(c -> Database.first(c, row -> row.getInt(1), "select count(*) from session"));
        return count == null ? 0 : count;
    }

    @Override
    public List<Kept> over(Instant now) {
        return ask(c -> Database.list(c, SqlJournal::kept,
                KEPT + "where ends_at < ? and not exists (select 1 from job where session = s.id and not ended)",
                micros(now)));
    }
}
