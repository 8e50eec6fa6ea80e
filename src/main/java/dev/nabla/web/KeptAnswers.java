package dev.nabla.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** Answers under the keys of their requests, kept for a day. */
public interface KeptAnswers {
    Duration TIME = Duration.ofHours(24);

    /** Where a key counts. */
    record Key(String owner, String path, String key) {
    }

    /** What was answered. */
    record Answer(int status, @Nullable String type, Map<String, List<String>> headers, byte[] body) {
    }

    /**
     * What is known of a key.
     *
     * @param request the digest of the request that it was first used with
     * @param answer null while that is at work
     */
    record Entry(byte[] request, @Nullable Answer answer) {
        boolean isOf(byte[] digest) {
            return Arrays.equals(request, digest);
        }
    }

    /** A request at work. */
    interface Work {
        void run() throws ServletException, IOException;
    }

    /** Takes a key for a request; null, or what is known of the key if it was taken before. */
    @Nullable
    Entry take(Key key, byte[] digest);

    /** Does what the request asks for. */
    void during(Key key, byte[] digest, Work work) throws ServletException, IOException;

    void keep(Key key, byte[] digest, Answer answer);

    /** Frees a key whose request was not answered. */
    void free(Key key);
}
