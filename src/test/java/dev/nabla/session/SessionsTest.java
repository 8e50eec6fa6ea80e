package dev.nabla.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.Shape;
import dev.nabla.session.Sessions.SessionEnded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The life of sessions, and what they may take. */
class SessionsTest {
    private static final Limits LIMITS = new Limits(64, 100_000, DataSize.ofKilobytes(100), 20, 0.5, 3, 1000, Duration.ofSeconds(30),
            10_000, 1_000_000, 100, 10_000, DataSize.ofMegabytes(1),
            Duration.ofHours(1));

    private final SettableClock clock = new SettableClock();
    private final List<Object> events = new ArrayList<>();
    private final Sessions sessions = new Sessions(LIMITS, clock, events::add, Journal.NONE);

    private Session open(@Nullable String name, boolean replace) {
        SessionView view = sessions.open("me", new Opening(name, null, null, null, null, null, null, replace));
        return sessions.get("me", view.id());
    }

    private Session open() {
        return open(null, false);
    }

    private static Step.NewTensor tensor(String name, int elements) {
        Literal.Builder data = new Literal.Builder();
        for (int i = 0; i < elements; i++) {
            data.add((double) i);
        }
        return new Step.NewTensor(name, data.build(Shape.of(elements)), null, DType.FLOAT32, true, true);
    }

    private static Step.Apply op(String op, String name, String... inputs) {
        List<Operand> operands = new ArrayList<>();
        for (String i : inputs) {
            operands.add(new Operand.Name(i));
        }
        return new Step.Apply(op, operands, Map.of(), name, null, false, true);
    }

    private static void refuses(Refusal.Kind kind, Runnable work) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(work::run).satisfies(r -> assertThat(r.kind()).isEqualTo(kind));
    }

    @Test
    void aSessionHasAnIdAndMayHaveAName() {
        Session demo = open("demo", false);
        assertThat(sessions.get("me", "demo")).isSameAs(demo).isSameAs(sessions.get("me", demo.id()));
        refuses(Refusal.Kind.NAME_TAKEN, () -> open("demo", false));
        Session anew = open("demo", true);
        assertThat(sessions.get("me", "demo")).isSameAs(anew);
        refuses(Refusal.Kind.SESSION_NOT_FOUND, () -> demo.gradients(DataMode.USUAL));
        assertThat(events).containsExactly(new SessionEnded(demo));
        refuses(Refusal.Kind.BAD_NAME, () -> open("no spaces", false));
    }

    @Test
    void whatOthersOwnIsNotFound() {
        Session mine = open("demo", false);
        refuses(Refusal.Kind.SESSION_NOT_FOUND, () -> sessions.get("you", mine.id()));
        refuses(Refusal.Kind.SESSION_NOT_FOUND, () -> sessions.get("you", "demo"));
        assertThat(sessions.list("you")).isEmpty();
    }

    @Test
    void anIdleSessionEnds() {
        Session used = open("used", false);
        open("idle", false);
        Session held = open("held", false);
        held.hold();
        clock.advance(Duration.ofMinutes(59));
        used.gradients(DataMode.USUAL);
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.list("me")).extracting(Session::name).containsExactly("held", "used");
        refuses(Refusal.Kind.SESSION_NOT_FOUND, () -> sessions.get("me", "idle"));
        held.release();
        clock.advance(Duration.ofHours(1));
        assertThat(sessions.list("me")).isEmpty();
    }

    @Test
    void aTimeToLiveEndsEvenWhatIsUsed() {
        SessionView view = sessions.open("me", new Opening(null, null, null, null, Duration.ofMinutes(10), null, null, false));
        clock.advance(Duration.ofMinutes(9));
        sessions.get("me", view.id()).gradients(DataMode.USUAL);
        clock.advance(Duration.ofMinutes(1));
        refuses(Refusal.Kind.SESSION_NOT_FOUND, () -> sessions.get("me", view.id()));
        refuses(Refusal.Kind.BAD_VALUE, () -> sessions.open("me", new Opening(null, null, null, Duration.ZERO, null, null, null, false)));
    }

    @Test
    void stepsThatFailOpenNothing() {
        Opening bad = new Opening("demo", null, null, null, null, List.of(tensor("x", 1), op("exp", "y", "nobody")), null, false);
        refuses(Refusal.Kind.TENSOR_NOT_FOUND, () -> sessions.open("me", bad));
        assertThat(sessions.list("me")).isEmpty();
        Opening good = new Opening("demo", null, null, null, null, List.of(tensor("x", 1), op("exp", "y", "x")), List.of("y"), false);
        assertThat(sessions.open("me", good).values()).containsOnlyKeys("y");
    }

    @Test
    void onlySoManyAreOpen() {
        open();
        open();
        open();
        assertThatExceptionOfType(Refusal.class).isThrownBy(this::open)
                .satisfies(r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.TOO_MANY_SESSIONS))
                .satisfies(r -> assertThat(r.retryAfter()).isEqualTo(Duration.ofHours(1)));
        clock.advance(Duration.ofHours(1));
        open();
    }

    @Test
    void aSessionHoldsOnlySoMuch() {
        Session s = open();
        s.create(tensor("a", 10_000), DataMode.USUAL);
        s.create(tensor("b", 10_000), DataMode.USUAL);
        refuses(Refusal.Kind.SESSION_TOO_LARGE, () -> s.create(tensor("c", 10_000), DataMode.USUAL));
        s.delete("a");
        s.create(tensor("c", 10_000), DataMode.USUAL);
        refuses(Refusal.Kind.SESSION_TOO_LARGE, () -> s.apply(op("neg", "d", "c"), DataMode.USUAL));
        assertThat(s.view().memoryBytes()).isBetween(80_000L, 82_000L);
    }

    @Test
    void garbageDoesNotCount() {
        Session s = open();
        s.create(tensor("a", 5_000), DataMode.USUAL);
        for (int i = 0; i < 50; i++) {
            s.create(tensor("a", 5_000), DataMode.USUAL);
        }
        s.run(List.of(tensor("w", 1_000)), null, DataMode.NONE);
        List<Step> rounds = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rounds.add(op("exp", "e", "w"));
            rounds.add(op("sum", "l", "e"));
            rounds.add(new Step.Backward("l", null, null, false, null));
            rounds.add(new Step.ZeroGrad(null));
        }
        s.run(rounds, null, DataMode.NONE);
        assertThat(s.view().memoryBytes()).isLessThan(40_000);
    }

    @Test
    void whatANameReachesCounts() {
        Session s = open();
        s.create(tensor("a", 5_000), DataMode.USUAL);
        s.apply(op("exp", "b", "a"), DataMode.USUAL);
        s.delete("a");
        assertThat(s.view().memoryBytes()).isGreaterThan(40_000);
        s.delete("b");
        assertThat(s.view().memoryBytes()).isZero();
    }

    @Test
    void onlySoManyNamesAndSteps() {
        Session s = open();
        for (int i = 0; i < 20; i++) {
            s.create(tensor("x" + i, 1), DataMode.USUAL);
        }
        refuses(Refusal.Kind.SESSION_TOO_LARGE, () -> s.create(tensor("y", 1), DataMode.USUAL));
        refuses(Refusal.Kind.TOO_MANY_STEPS, () -> s.run(Collections.nCopies(1001, tensor("x0", 1)), null, DataMode.NONE));
        refuses(Refusal.Kind.TENSOR_TOO_LARGE, () -> s.apply(new Step.Apply("expand", List.of(new Operand.Name("x0")),
                Map.of("sizes", List.of(1000L, 1000L)), "x0", null, false, true), DataMode.USUAL));
    }

    @Test
    void requestsRunOneAtATimeInTheOrderOfTheirArrival() throws InterruptedException {
        Session s = open();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().start(() -> s.read(_ -> {
            first.countDown();
            awaitUninterruptibly(go);
            return order.add(0);
        })));
        first.await();
        for (int i = 1; i <= 8; i++) {
            int n = i;
            threads.add(Thread.ofPlatform().start(() -> s.read(g -> order.add(n))));
            while (s.waiting() < i) {
                Thread.onSpinWait();
            }
        }
        go.countDown();
        for (Thread t : threads) {
            t.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
