package dev.nabla.job.web;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

import dev.nabla.job.DescentJob;
import dev.nabla.job.JobEvent;
import dev.nabla.job.JobStatus;

/**
 * The open event streams. An idle one costs no thread: news of a job starts a short task that sends what is new, one task a stream at a time, so
 * that a slow client holds up nobody. All are completed when the service stops, before it waits for its requests to end.
 */
@Component
class EventStreams implements SmartLifecycle {
    private static final long HEARTBEAT_SECONDS = 15;

    private final JsonMapper json;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("heartbeat").factory());
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    EventStreams(JsonMapper json) {
        this.json = json;
    }

    /** Opens a stream of a job's events after the one with this number. */
    SseEmitter open(DescentJob job, long after) {
        Stream stream = new Stream(job, after, LocaleContextHolder.getLocale());
        open.add(stream);
        stream.emitter.onCompletion(() -> close(stream));
        stream.emitter.onError(_ -> close(stream));
        job.events().listen(stream);
        stream.beat();
        if (!running) {
            stream.emitter.complete();
        }
        return stream.emitter;
    }

    private void close(Stream s) {
        open.remove(s);
        s.job.events().forget(s);
    }

    private final class Stream implements Runnable {
        private final DescentJob job;
        private final Locale locale;
        private final SseEmitter emitter = new SseEmitter(0L);
        private final AtomicInteger news = new AtomicInteger();
        private volatile boolean beats;
        private long last;

        Stream(DescentJob job, long after, Locale locale) {
            this.job = job;
            this.last = after;
            this.locale = locale;
        }

        /** Something is new. */
        @Override
        public void run() {
            if (news.getAndIncrement() == 0) {
                senders.execute(this::send);
            }
        }

        void beat() {
            beats = true;
            run();
        }

        private void send() {
            LocaleContextHolder.setLocale(locale);
            try {
                int seen;
                do {
                    seen = news.get();
                    if (beats) {
                        beats = false;
                        emitter.send(SseEmitter.event().comment(""));
                    }
                    for (JobEvent e : job.events().after(last)) {
                        emitter.send(SseEmitter.event().id(Long.toString(e.id())).name(e.kind().word()).data(text(e.content())));
                        last = e.id();
                    }
                    if (job.events().isOver(last)) {
                        emitter.complete();
                        return;
                    }
                } while (news.addAndGet(-seen) != 0);
            } catch (IOException | IllegalStateException gone) {
                // The client has left; the job goes on.
                close(this);
            } finally {
                LocaleContextHolder.resetLocaleContext();
            }
        }

        private String text(Object content) {
            return json.writeValueAsString(content instanceof JobStatus s ? Map.of("status", s) : content);
        }
    }

    // ---- with the service -----------------------------------------------------------------------------------------

    @Override
    public void start() {
        running = true;
        var _ = clock.scheduleAtFixedRate(() -> open.forEach(Stream::beat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        clock.shutdownNow();
        open.forEach(s -> s.emitter.complete());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
