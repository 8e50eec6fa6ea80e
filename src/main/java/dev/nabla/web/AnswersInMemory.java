package dev.nabla.web;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** Answers in memory, for a day. When they become too many the oldest go. */
class AnswersInMemory implements KeptAnswers {
    private static final int MOST = 100_000;
    private static final long MOST_BYTES = 64L << 20;

    private static final class Kept {
        private final byte[] request;
        private final Instant since;
        private @Nullable Answer answer;

        private Kept(byte[] request, Instant since) {
            this.request = request;
            this.since = since;
        }

        private long bytes() {
            return answer == null ? 0 : answer.body().length;
        }
    }

    private final InstantSource clock;
    private final Map<Key, Kept> entries = new LinkedHashMap<>();
    private long bytes;

    AnswersInMemory(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized @Nullable Entry take(Key key, byte[] digest) {
        Instant now = clock.instant();
        drop(now.minus(TIME));
        Kept before = entries.get(key);
        if (before == null) {
            entries.put(key, new Kept(digest, now));
            return null;
        }
        return new Entry(before.request, before.answer);
    }

    @Override
    public void during(Key key, byte[] digest, Work work) throws ServletException, IOException {
        work.run();
    }

    @Override
    public synchronized void keep(Key key, byte[] digest, Answer answer) {
        Kept e = entries.get(key);
        if (e != null) {
            e.answer = answer;
            bytes += answer.body().length;
        }
    }

    @Override
    public synchronized void free(Key key) {
        Kept e = entries.remove(key);
        bytes -= e == null ? 0 : e.bytes();
    }

    private void drop(Instant old) {
        Iterator<Kept> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Kept e = oldest.next();
            boolean tooMany = entries.size() >= MOST || bytes > MOST_BYTES;
            if (!e.since.isBefore(old) && !(tooMany && e.answer != null)) {
                return;
            }
            bytes -= e.bytes();
            oldest.remove();
        }
    }
}
