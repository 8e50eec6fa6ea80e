package dev.nabla.job.web;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * What a client would like, {@code Prefer: wait=10}: to wait for so many seconds for the end rather than be told at once that it goes on.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
final class Preference {
    static final String HEADER = "Prefer";
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?(?:$|[,;\\s])");
    /** Beyond this the answer comes anyway; proxies on the way rarely wait longer. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** What ends within this time costs no change of threads. */
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private Preference() {
    }

    /** The answer when the end has come, or the time is over that the client would wait. */
    // Spring waits for the result that is returned.
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> Object waiting(CompletableFuture<?> end, @Nullable String prefer, Supplier<ResponseEntity<T>> answer) {
        Duration wait = wait(prefer);
        if (wait.isZero()) {
            return answer.get();
        }
        try {
            end.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.get();
        } catch (TimeoutException notYet) {
            DeferredResult<ResponseEntity<T>> later = new DeferredResult<>(wait.toMillis(), answer);
            CompletableFuture<Void> _ = end.thenRun(() -> later.setResult(answer.get()));
            return later;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer.get();
        }
    }

    /** How long the client would wait; zero if it does not say. */
    private static Duration wait(@Nullable String prefer) {
        Matcher m = WAIT.matcher(prefer == null ? "" : prefer.toLowerCase(Locale.ROOT));
        if (!m.find()) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(m.group(1)));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
