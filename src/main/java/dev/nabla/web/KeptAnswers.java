package dev.nabla.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers under the keys of their requests, in memory, for a day. When they become too many the oldest go. */
@Component
class KeptAnswers {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 100_000;
    private static final long MOST_BYTES = 64L << 20;

    /** Where a key counts. */
    record Key(String owner, String path, String key) {
    }

    /** What was answered. */
    record Answer(int status, @Nullable String type, Map<String, List<String>> headers, byte[] body) {
    }

    /** What is known of a key. */
    static final class Entry {
        private final byte[] request;
        private final Instant since;
        private volatile @Nullable Answer answer;

        private Entry(byte[] request, Instant since) {
            this.request = request;
            this.since = since;
        }

        boolean isOf(byte[] digest) {
            return Arrays.equals(request, digest);
        }

        /** Null while the request is at work. */
        @Nullable
        Answer answer() {
            return answer;
        }

        private long bytes() {
            Answer a = answer;
            return a == null ? 0 : a.body.length;
        }
    }

    private final InstantSource clock;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    KeptAnswers(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes a key for a request; null, or what is known of the key if it was taken before. */
    synchronized @Nullable Entry take(Key key, byte[] digest) {
        Instant now = clock.instant();
        drop(now.minus(KEPT));
        Entry before = entries.get(key);
        if (before == null) {
            entries.put(key, new Entry(digest, now));
        }
        return before;
    }

    synchronized void keep(Key key, Answer answer) {
        Entry e = entries.get(key);
        if (e != null) {
            e.answer = answer;
            bytes += answer.body.length;
        }
    }

    /** Frees a key whose request was not answered. */
    synchronized void free(Key key) {
        Entry e = entries.remove(key);
        bytes -= e == null ? 0 : e.bytes();
    }

    private void drop(Instant old) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry e = oldest.next();
            boolean tooMany = entries.size() >= MOST || bytes > MOST_BYTES;
            if (!e.since.isBefore(old) && !(tooMany && e.answer != null)) {
                return;
            }
            bytes -= e.bytes();
            oldest.remove();
        }
    }
}
