package dev.nabla.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

import dev.nabla.engine.array.DType;

/** All open sessions, each with its owner. */
@Service
public class Sessions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** A session has ended; its graph is still there for whoever holds the session. */
    public record SessionEnded(Session session) {
    }

    private record Key(String owner, String name) {
    }

    private final Limits limits;
    private final InstantSource clock;
    private final ApplicationEventPublisher events;
    private final Memory memory;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final Map<Key, Session> byName = new ConcurrentHashMap<>();

    public Sessions(Limits limits, InstantSource clock, ApplicationEventPublisher events) {
        this.limits = limits;
        this.clock = clock;
        this.events = events;
        this.memory = new Memory(limits.allSessionsBytes(), () -> byId.values().forEach(Session::measureIfFree));
    }

    public Limits limits() {
        return limits;
    }

    /**
     * Opens a session and builds what its steps say.
     *
     * @throws Refusal bad_name, name_taken, too_many_sessions, or what the steps refuse
     */
    public SessionView open(String owner, Opening opening) {
        return open(owner, opening,
                session -> opening.steps() == null && opening.refs() == null ? null
                        : session.run(opening.steps() == null ? List.of() : opening.steps(), opening.refs(), DataMode.USUAL));
    }

    /** What a new session starts with. */
    private interface Beginning {
        Answers.@Nullable Values of(Session session);
    }

    private SessionView open(String owner, Opening opening, Beginning beginning) {
        if (opening.name() != null && !NAME.matcher(opening.name()).matches()) {
            throw new Refusal(Refusal.Kind.BAD_NAME, "a session's name has 1 to 64 of A-Z, a-z, 0-9, _ and -").at("/name");
        }
        checkDuration(opening.idleTimeout(), "/idle_timeout");
        checkDuration(opening.ttl(), "/ttl");
        expire();
        Session session = new Session(HexFormat.of().formatHex(bytes()), owner, lastNumber.incrementAndGet(), opening,
                graph(opening.defaultDtype(), opening.seed()), limits, clock);
        boolean registered = false;
        try {
            Answers.Values built = beginning.of(session);
            register(session, opening.replace());
            registered = true;
            return session.view(built);
        } finally {
            if (!registered) {
                session.end();
            }
        }
    }

    /**
     * Opens a copy of a session with its graph: whatever is done to one leaves the other as it is.
     *
     * @param name of the copy, or null
     * @throws Refusal session_not_found, name_taken, too_many_sessions, session_too_large
     */
    public SessionView fork(String owner, String idOrName, @Nullable String name, boolean replace) {
        Session from = get(owner, idOrName);
        return open(owner, from.opening(name, replace), copy -> {
            from.read(g -> copy.fill(SavedGraph.of(g)::restore));
            return null;
        });
    }

    /**
     * Opens a session with what was exported of another.
     *
     * @throws Refusal bad_value where it was not, name_taken, too_many_sessions, session_too_large
     */
    public SessionView open(String owner, SavedGraph saved, @Nullable String name, boolean replace) {
        Opening opening = new Opening(name, saved.defaultDtype(), null, null, null, null, null, replace);
        return open(owner, opening, session -> {
            session.fill(saved::restoreChecked);
            return null;
        });
    }

    /** Runs steps on a graph of their own, which is thrown away. */
    public Answers.Values evaluate(@Nullable DType defaultDtype, @Nullable Long seed, List<Step> steps, @Nullable List<String> refs,
            DataMode data) {
        return alone(defaultDtype, seed, graph -> {
            Execution e = new Execution(graph);
            e.run(steps);
            return Views.values(graph, e, refs, data);
        });
    }

    /** Runs a program on a graph of its own, which is thrown away. */
    public Answers.Ran evaluate(@Nullable DType defaultDtype, @Nullable Long seed, String code, @Nullable List<String> refs,
            DataMode data) {
        return alone(defaultDtype, seed, graph -> {
            Execution e = new Execution(graph);
            e.run(new Step.Run(code));
            return Views.ran(graph, e, refs, data);
        });
    }

    private <R> R alone(@Nullable DType defaultDtype, @Nullable Long seed, Function<Graph, R> body) {
        Graph graph = graph(defaultDtype, seed);
        graph.allowance().start();
        try {
            return graph.call(() -> body.apply(graph));
        } finally {
            graph.allowance().close();
        }
    }

    private Graph graph(@Nullable DType defaultDtype, @Nullable Long seed) {
        DType dtype = defaultDtype == null ? DType.FLOAT32 : defaultDtype;
        if (!dtype.isFloat()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "only floating-point types are supported as the default type").raised("TypeError")
                    .at("/default_dtype");
        }
        Graph graph = new Graph(dtype, limits, memory);
        if (seed != null) {
            graph.workspace().seed(seed);
        }
        return graph;
    }

    private byte[] bytes() {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return id;
    }

    private static void checkDuration(@Nullable Duration d, String place) {
        if (d != null && (d.isNegative() || d.isZero() || d.compareTo(Duration.ofDays(36_500)) > 0)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a duration is above 0 and below 100 years").at(place);
        }
    }

    private synchronized void register(Session session, boolean replace) {
        Session before = session.name() == null ? null : byName.get(new Key(session.owner(), session.name()));
        if (before != null && !replace) {
            throw new Refusal(Refusal.Kind.NAME_TAKEN, "a session named " + session.name() + " is open").at("/name");
        }
        if (byId.size() - (before == null ? 0 : 1) >= limits.sessions()) {
            throw new Refusal(Refusal.Kind.TOO_MANY_SESSIONS, limits.sessions() + " sessions are open, which is the limit")
                    .retryAfter(untilNextEnds());
        }
        if (before != null) {
            end(before);
        }
        byId.put(session.id(), session);
        if (session.name() != null) {
            byName.put(new Key(session.owner(), session.name()), session);
        }
    }

    private Duration untilNextEnds() {
        Instant first = byId.values().stream().map(Session::expiresAt).min(Comparator.naturalOrder()).orElseThrow();
        return Duration.between(clock.instant(), first);
    }

    /**
     * The owner's session of that id or name.
     *
     * @throws Refusal session_not_found
     */
    public Session get(String owner, String idOrName) {
        Session s = byId.get(idOrName);
        if (s == null) {
            s = byName.get(new Key(owner, idOrName));
        }
        if (s == null || !s.owner().equals(owner)) {
            throw Session.notFound(idOrName);
        }
        if (s.isOver(clock.instant())) {
            end(s);
            throw Session.notFound(idOrName);
        }
        return s;
    }

    /** The owner's sessions, newest first. */
    public List<Session> list(String owner) {
        expire();
        List<Session> mine = new ArrayList<>(byId.values().stream().filter(s -> s.owner().equals(owner)).toList());
        mine.sort(Comparator.comparingLong(Session::number).reversed());
        return mine;
    }

    /**
     * Ends a session as its owner wants it.
     *
     * @throws Refusal stale where it is no longer what the owner has seen
     */
    public void close(Session s) {
        s.checkPrecondition();
        end(s);
    }

    /** Ends a session. */
    public synchronized void end(Session s) {
        if (byId.remove(s.id(), s)) {
            if (s.name() != null) {
                byName.remove(new Key(s.owner(), s.name()), s);
            }
            s.end();
            events.publishEvent(new SessionEnded(s));
        }
    }

    /** Ends the sessions whose time is over. */
    @Scheduled(fixedDelayString = "PT10S")
    public void expire() {
        Instant now = clock.instant();
        for (Session s : byId.values()) {
            if (s.isOver(now)) {
                end(s);
            }
        }
    }
}
