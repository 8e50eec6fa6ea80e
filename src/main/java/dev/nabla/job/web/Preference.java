package dev.nabla.job.web;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a client would like, {@code Prefer: wait=10}: to wait for so many seconds for the end rather than be told at once that it goes on.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
final class Preference {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?(?:$|[,;\\s])");
    /** Beyond this the answer comes anyway; proxies on the way rarely wait longer. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Preference() {
    }

    /** How long the client would wait; zero if it does not say. */
    static Duration wait(@Nullable String prefer) {
        Matcher m = WAIT.matcher(prefer == null ? "" : prefer.toLowerCase(Locale.ROOT));
        if (!m.find()) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(m.group(1)));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
