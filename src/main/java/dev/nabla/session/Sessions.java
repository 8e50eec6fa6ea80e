package dev.nabla.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
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

    /** Of what all sessions may hold: so much is enough once there was no room. */
    private static final double ENOUGH = 0.8;
    /** Sessions that are remembered without their content. */
    private static final int MOST_REMEMBERED = 100_000;

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
    private final Journal journal;
    private volatile Instant lastTidied = Instant.MIN;

    @Autowired
    Sessions(Limits limits, InstantSource clock, ApplicationEventPublisher events, ObjectProvider<Journal> journal) {
        this(limits, clock, events, journal.getIfAvailable(() -> Journal.NONE));
    }

    public Sessions(Limits limits, InstantSource clock, ApplicationEventPublisher events, Journal journal) {
        this.limits = limits;
        this.clock = clock;
        this.events = events;
        this.journal = journal;
        this.memory = new Memory(limits.allSessionsBytes(), () -> byId.values().forEach(Session::measureIfFree), this::makeRoom);
    }

    public Tally tally() {
        return memory.tally();
    }

    /** Sessions in memory. */
    public long inMemory() {
        return byId.values().stream().filter(Session::isInMemory).count();
    }

    /** Their named tensors, as last seen. */
    public long tensors() {
        return byId.values().stream().mapToLong(s -> s.kept().tensors()).sum();
    }

    /** Bytes that sessions hold. */
    public long bytes() {
        return memory.held();
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
        boolean isBuilt = opening.steps() != null || opening.refs() != null;
        List<Step> steps = opening.steps() == null ? List.of() : opening.steps();
        return open(owner, opening, session -> isBuilt
                ? new Begun(new Journal.Beginning(null, new Change.Steps(steps)), session.run(steps, opening.refs(), DataMode.USUAL))
                : new Begun(new Journal.Beginning(null, null), null));
    }

    /** What a new session starts with. */
    private interface Begin {
        Begun on(Session session);
    }

    private record Begun(Journal.Beginning beginning, Answers.@Nullable Values built) {
    }

    private SessionView open(String owner, Opening opening, Begin begin) {
        if (opening.name() != null && !NAME.matcher(opening.name()).matches()) {
            throw new Refusal(Refusal.Kind.BAD_NAME, "a session's name has 1 to 64 of A-Z, a-z, 0-9, _ and -").at("/name");
        }
        checkDuration(opening.idleTimeout(), "/idle_timeout");
        checkDuration(opening.ttl(), "/ttl");
        expire();
        Instant now = clock.instant();
        DType dtype = opening.defaultDtype() == null ? DType.FLOAT32 : opening.defaultDtype();
        Duration idle = opening.idleTimeout() == null ? limits.idleTimeout() : opening.idleTimeout();
        Journal.Kept kept = new Journal.Kept(HexFormat.of().formatHex(randomId()), owner, opening.name(), nextNumber(now), now, now, idle,
                opening.ttl(), dtype, opening.seed(), 0, 0);
        Session session = new Session(kept, () -> graph(dtype, opening.seed()), graph(dtype, opening.seed()), clock);
        boolean registered = false;
        try {
            Begun begun = begin.on(session);
            register(session, begun.beginning, opening.replace());
            registered = true;
            return session.view(begun.built);
        } finally {
            if (!registered) {
                session.end();
            }
        }
    }

    /** Later sessions have higher numbers, also after a restart. */
    private long nextNumber(Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        return lastNumber.updateAndGet(last -> Math.max(last + 1, micros));
    }

    /**
     * Opens a copy of a session with its graph: whatever is done to one leaves the other as it is.
     *
     * @param name of the copy, or null
     * @throws Refusal session_not_found, name_taken, too_many_sessions, session_too_large
     */
    public SessionView fork(String owner, String idOrName, @Nullable String name, boolean replace) {
        Session from = get(owner, idOrName);
        return open(owner, from.opening(name, replace),
                copy -> filled(from.read(g -> copy.fill(to -> SavedGraph.copy(g, to)))));
    }

    private static Begun filled(Journal.Content content) {
        return new Begun(new Journal.Beginning(content, null), null);
    }

    /**
     * Opens a session with what was exported of another.
     *
     * @throws Refusal bad_value where it was not, name_taken, too_many_sessions, session_too_large
     */
    public SessionView open(String owner, SavedGraph saved, @Nullable String name, boolean replace) {
        Opening opening = new Opening(name, saved.defaultDtype(), null, null, null, null, null, replace);
        return open(owner, opening, session -> filled(session.fill(saved::restoreChecked)));
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

    private byte[] randomId() {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return id;
    }

    private static void checkDuration(@Nullable Duration d, String place) {
        if (d != null && (d.isNegative() || d.isZero() || d.compareTo(Duration.ofDays(36_500)) > 0)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a duration is above 0 and below 100 years").at(place);
        }
    }

    private void register(Session session, Journal.Beginning beginning, boolean replace) {
        if (journal.isOn()) {
            keep(session, beginning, replace);
        }
        add(session, replace);
    }

    private synchronized void add(Session session, boolean replace) {
        Session before = session.name() == null ? null : byName.get(new Key(session.owner(), session.name()));
        if (before != null && !replace) {
            throw taken(session);
        }
        if (!journal.isOn()) {
            checkCount(byId.size() - (before == null ? 0 : 1));
        }
        if (before != null) {
            end(before);
        }
        byId.put(session.id(), session);
        if (session.name() != null) {
            byName.put(new Key(session.owner(), session.name()), session);
        }
    }

    /** Two who want one name at a time: the journal decides. */
    private void keep(Session session, Journal.Beginning beginning, boolean replace) {
        Session before = session.name() == null ? null : found(session.owner(), session.name());
        if (before != null && !replace) {
            throw taken(session);
        }
        checkCount(journal.count() - (before == null ? 0 : 1));
        if (before != null) {
            end(before);
        }
        journal.open(session.kept(), beginning);
        session.keepIn(journal);
    }

    private static Refusal taken(Session session) {
        return new Refusal(Refusal.Kind.NAME_TAKEN, "a session named " + session.name() + " is open").at("/name");
    }

    private void checkCount(int others) {
        if (others >= limits.sessions()) {
            throw new Refusal(Refusal.Kind.TOO_MANY_SESSIONS, limits.sessions() + " sessions are open, which is the limit")
                    .retryAfter(untilNextEnds());
        }
    }

    private Duration untilNextEnds() {
        Instant first = byId.values().stream().map(Session::expiresAt).min(Comparator.naturalOrder()).orElseGet(clock::instant);
        return Duration.between(clock.instant(), first);
    }

    /**
     * The owner's session of that id or name.
     *
     * @throws Refusal session_not_found
     */
    public Session get(String owner, String idOrName) {
        Session s = found(owner, idOrName);
        if (s == null) {
            throw Session.notFound(idOrName);
        }
        if (s.isOver(clock.instant())) {
            end(s);
            throw Session.notFound(idOrName);
        }
        return s;
    }

    private @Nullable Session found(String owner, String idOrName) {
        Session s = byId.get(idOrName);
        if (s == null) {
            s = byName.get(new Key(owner, idOrName));
        }
        if ((s == null || s.isEnded()) && journal.isOn()) {
            Journal.Kept kept = journal.find(owner, idOrName);
            s = kept == null ? null : known(kept);
        }
        return s == null || !s.owner().equals(owner) ? null : s;
    }

    /** The session that is kept; its content comes into memory when it is asked for. */
    private synchronized Session known(Journal.Kept kept) {
        Session known = byId.get(kept.id());
        if (known != null) {
            return known;
        }
        Session s = new Session(kept, () -> graph(kept.defaultDtype(), kept.seed()), null, clock);
        s.keepIn(journal);
        byId.put(s.id(), s);
        if (s.name() != null) {
            byName.put(new Key(s.owner(), s.name()), s);
        }
        return s;
    }

    /** A session as it was, that nobody knows of. */
    public Session aside(Journal.Content content) {
        Instant now = clock.instant();
        SavedGraph saved = content.graph();
        Session s = new Session(new Journal.Kept("", "", null, 0, now, now, limits.idleTimeout(), null, saved.defaultDtype(), null, 0, 0),
                () -> graph(saved.defaultDtype(), null), graph(saved.defaultDtype(), null), clock);
        s.fill(saved::restore);
        return s;
    }

    /** The owner's sessions, newest first. */
    public List<Session> list(String owner) {
        expire();
        List<Session> mine = new ArrayList<>(journal.isOn() ? journal.list(owner).stream().map(this::known).toList()
                : byId.values().stream().filter(s -> s.owner().equals(owner)).toList());
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
    public void end(Session s) {
        journal.end(s);
        forget(s);
    }

    private synchronized void forget(Session s) {
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

    /** Has sessions that are not in use leave memory, the longest unused first, until there is room. */
    private void makeRoom() {
        if (journal.isOn()) {
            long enough = (long) (ENOUGH * limits.allSessionsBytes());
            Iterator<Session> oldest = byId.values().stream().filter(Session::isInMemory)
                    .sorted(Comparator.comparing(Session::lastUsedAt)).toList().iterator();
            while (memory.held() > enough && oldest.hasNext()) {
                oldest.next().restIfFree();
            }
        }
    }

    /** Notes in the journal what was used, ends there what is over, and has what is not used leave memory. */
    public void tidy(Duration unused) {
        Instant now = clock.instant();
        List<Session> here = List.copyOf(byId.values());
        journal.used(here.stream().filter(s -> s.lastUsedAt().isAfter(lastTidied)).map(Session::kept).toList());
        lastTidied = now;
        expire();
        journal.over(now).forEach(kept -> end(known(kept)));
        for (Session s : here) {
            if (s.isInMemory() && s.lastUsedAt().plus(unused).isBefore(now)) {
                s.restIfFree();
            }
        }
        forgetAbsent();
    }

    /** What is in the journal alone is found there; only so many are remembered here. */
    private void forgetAbsent() {
        byId.values().stream().filter(s -> !s.isInMemory()).sorted(Comparator.comparing(Session::lastUsedAt))
                .limit(Math.max(0, byId.size() - MOST_REMEMBERED)).forEach(s -> {
                    byId.remove(s.id(), s);
                    if (s.name() != null) {
                        byName.remove(new Key(s.owner(), s.name()), s);
                    }
                });
    }

    /** Keeps all of every session, so that the next start makes no changes again. */
    public void keepAll() {
        byId.values().forEach(Session::keepAll);
    }
}
