package dev.nabla.session;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

import dev.nabla.engine.Op;
import dev.nabla.engine.Ops;

/** What sessions have done since the service was started, counted where it is done. */
public final class Tally {
    private final Map<String, LongAdder> ops = new ConcurrentSkipListMap<>();
    private final Map<Op, LongAdder> byOp = new ConcurrentHashMap<>();
    private final LongAdder backwards = new LongAdder();
    private final LongAdder backwardNanos = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    Tally() {
        Ops.all().forEach(op -> ops.computeIfAbsent(op.family(), _ -> new LongAdder()));
    }

    void applied(Op op) {
        byOp.computeIfAbsent(op, o -> ops.computeIfAbsent(o.family(), _ -> new LongAdder())).increment();
    }

    void ranBackward(long nanos) {
        backwards.increment();
        backwardNanos.add(nanos);
    }

    void evicted() {
        evictions.increment();
    }

    public Collection<String> families() {
        return ops.keySet();
    }

    public long ops(String family) {
        LongAdder count = ops.get(family);
        return count == null ? 0 : count.sum();
    }

    public long backwards() {
        return backwards.sum();
    }

    public long backwardNanos() {
        return backwardNanos.sum();
    }

    public long evictions() {
        return evictions.sum();
    }
}
