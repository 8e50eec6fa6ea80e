package dev.nabla.web;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 whose request heads have a total time. Tomcat's own timeout starts again with every byte, so that a connection which sends one now and
 * then would stay for hours; it holds no thread, but a place.
 */
public final class PromptProtocol extends Http11NioProtocol {
    private static final long LOOK_MILLIS = 500;

    /** Since when a connection is seen with the beginning of a head. */
    private IdentityHashMap<SocketWrapperBase<?>, Long> incomplete = new IdentityHashMap<>();
    private Duration headerTime = Duration.ofSeconds(10);
    private @Nullable ScheduledFuture<?> watch;

    void headerTime(Duration time) {
        headerTime = time;
    }

    @Override
    public void start() throws Exception {
        super.start();
        watch = getUtilityExecutor().scheduleWithFixedDelay(this::closeLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.cancel(false);
        }
        super.stop();
    }

    private void closeLate() {
        long now = System.nanoTime();
        IdentityHashMap<SocketWrapperBase<?>, Long> still = new IdentityHashMap<>();
        for (SocketWrapperBase<?> connection : getEndpoint().getConnections()) {
            // A connection keeps its processor between two reads of a head, and while a request is asynchronous.
            if (connection.getCurrentProcessor() instanceof Processor p && !p.isAsync()) {
                long since = incomplete.getOrDefault(connection, now);
                if (now - since > headerTime.toNanos()) {
                    connection.close();
                } else {
                    still.put(connection, since);
                }
            }
        }
        incomplete = still;
    }
}
