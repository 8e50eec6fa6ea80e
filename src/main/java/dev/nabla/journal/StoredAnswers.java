package dev.nabla.journal;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

import dev.nabla.web.KeptAnswers;

/**
 * Keys of requests in the table {@code answer}, so that they count after a restart and on every replica. A key is written in the transaction of the
 * change that its request makes: where one is kept, so is the other. The answer follows before it is sent; of a large one only status, headers and
 * digest.
 */
final class StoredAnswers implements KeptAnswers {
    private static final ScopedValue<Taken> CURRENT = ScopedValue.newInstance();
    private static final int LARGE = 64 << 10;
    /** After so long a request that has made its change and no answer is at work no more: the process died in between. */
    private static final Duration LOST = Duration.ofMinutes(1);

    /** The key of the request at work, until its change is made. */
    private static final class Taken {
        private final Key key;
        private final byte[] digest;
        private boolean written;

        Taken(Key key, byte[] digest) {
            this.key = key;
            this.digest = digest;
        }
    }

    private final Database database;
    private final Writer writer;
    private final InstantSource clock;
    private final Set<Key> atWork = ConcurrentHashMap.newKeySet();

    StoredAnswers(Database database, Writer writer, InstantSource clock) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
    }

    /** What goes into the transaction of the change that the request at work makes. */
    Writer.Part present() {
        if (!CURRENT.isBound() || CURRENT.get().written) {
            return _ -> {
            };
        }
        Taken taken = CURRENT.get();
        return c -> {
            insert(c, taken.key, taken.digest, null);
            taken.written = true;
        };
    }

    /** Whether another replica has carried out the request at work. */
    boolean isTakenElsewhere() {
        if (!CURRENT.isBound() || CURRENT.get().written) {
            return false;
        }
        Key key = CURRENT.get().key;
        try (Connection c = database.connection()) {
            return find(c, key) != null;
        } catch (SQLException e) {
            throw Writer.unavailable(e);
        }
    }

    private void insert(Connection c, Key key, byte[] digest, @Nullable Answer a) throws SQLException {
        Database.update(c,
                "insert into answer (owner, path, word, request, since, status, type, headers, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key.owner(), key.path(), key.key(), digest, SqlJournal.micros(clock.instant()), a == null ? null : a.status(),
                a == null ? null : a.type(), a == null ? null : Encoder.encode(a.headers()), a == null ? null : a.body());
    }

    private record Row(byte[] request, long since, @Nullable Answer answer) {
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Row find(Connection c, Key key) throws SQLException {
        return Database.first(c, row -> {
            int status = row.getInt("status");
            Answer a = row.wasNull() ? null : new Answer(status, row.getString("type"),
                    (Map<String, List<String>>) Decoder.decode(row.getBytes("headers"), Map.class), row.getBytes("body"));
            return new Row(row.getBytes("request"), row.getLong("since"), a);
        }, "select request, since, status, type, headers, body from answer where owner = ? and path = ? and word = ?", key.owner(),
                key.path(),
                key.key());
    }

    @Override
    public @Nullable Entry take(Key key, byte[] digest) {
        if (!atWork.add(key)) {
            return new Entry(digest, null);
        }
        Row row = null;
        try (Connection c = database.connection()) {
            row = find(c, key);
            if (row == null) {
                return null;
            }
        } catch (SQLException e) {
            atWork.remove(key);
            throw Writer.unavailable(e);
        } finally {
            if (row != null) {
                atWork.remove(key);
            }
        }
        boolean isLost = row.answer == null && row.since < SqlJournal.micros(clock.instant().minus(LOST));
        return new Entry(row.request, isLost ? new Answer(200, null, Map.of(), new byte[0]) : row.answer);
    }

    @Override
    public void during(Key key, byte[] digest, Work work) throws ServletException, IOException {
        try {
            ScopedValue.where(CURRENT, new Taken(key, digest)).call(() -> {
                work.run();
                return true;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void keep(Key key, byte[] digest, Answer answer) {
        Answer small = answer.body().length > LARGE ? withoutBody(answer) : answer;
        try {
            writer.write(c -> {
                int known = Database.update(c,
                        "update answer set status = ?, type = ?, headers = ?, body = ? where owner = ? and path = ? and word = ?",
                        small.status(),
                        small.type(), Encoder.encode(small.headers()), small.body(), key.owner(), key.path(), key.key());
                if (known == 0) {
                    insert(c, key, digest, small);
                }
            });
        } catch (SQLException e) {
            throw Writer.unavailable(e);
        } finally {
            atWork.remove(key);
        }
    }

    /** As RFC 9530 says what a body was. */
    private static Answer withoutBody(Answer a) {
        Map<String, List<String>> headers = new LinkedHashMap<>(a.headers());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(a.body());
            headers.put("Repr-Digest", List.of("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return new Answer(a.status(), null, headers, new byte[0]);
    }

    @Override
    public void free(Key key) {
        atWork.remove(key);
    }

    /** Forgets what is too old. */
    void tidy() throws SQLException {
        long old = SqlJournal.micros(clock.instant().minus(TIME));
        writer.write(c -> Database.update(c, "delete from answer where since < ?", old));
    }
}
