package dev.tokenflow.agent.delivery;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Events lost so far, by stage. Thread-safe. */
public final class Losses {
    private final AtomicLongArray lost = new AtomicLongArray(LossStage.values().length);

    /** Counts events that are lost at this stage. */
    public void add(LossStage stage, long events) {
        lost.addAndGet(stage.ordinal(), events);
    }

    /** For stages that count elsewhere: the total there. */
    public void set(LossStage stage, long events) {
        lost.set(stage.ordinal(), events);
    }

    public long total() {
        long sum = 0;
        for (int i = 0; i < lost.length(); i++) {
            sum += lost.get(i);
        }
        return sum;
    }

    public Map<LossStage, Long> byStage() {
        Map<LossStage, Long> counts = new EnumMap<>(LossStage.class);
        for (LossStage stage : LossStage.values()) {
            counts.put(stage, lost.get(stage.ordinal()));
        }
        return Collections.unmodifiableMap(counts);
    }
}
