package dev.tokenflow.bench.pipeline.measure;

import dev.tokenflow.hints.topic.HintListener;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Latencies of the hints that were fetched: from the kernel time of the oldest event a hint is the first to include
 * until it was there.
 */
public final class LoopSamples implements HintListener {
    private final long monoToWallNs;
    private final Map<String, InMemory> inMemory = new ConcurrentHashMap<>();
    private final Map<Integer, Hint> latest = new ConcurrentHashMap<>();
    private final AtomicLong newestIssuedMs = new AtomicLong();
    private final PauseLog clientHints = new PauseLog();
    private final List<Sample> samples = new ArrayList<>();

    /**
     * One hint.
     *
     * @param visibleNs when it was fetched, {@link System#nanoTime}
     * @param loopMs since its oldest new event
     * @param httpMs since it was in the hint server's memory; NaN when that is not known
     * @param notFetched hints of the client between the last one fetched and this
     */
    public record Sample(long visibleNs, double loopMs, double httpMs, long notFetched) {}

    private record InMemory(long epoch, long seq, long atNs) {}

    /**
     * Nothing yet.
     *
     * @param monoToWallNs what to add to {@link System#nanoTime} to get ns since 1970, the same as in the batches
     */
    public LoopSamples(long monoToWallNs) {
        this.monoToWallNs = monoToWallNs;
    }

    /** The hint server has it. */
    @Override
    public void visible(Hint hint, long nanos) {
        inMemory.put(hint.key(), new InMemory(hint.epoch(), hint.seq(), nanos));
        newestIssuedMs.accumulateAndGet(hint.issuedAtMs(), Math::max);
        if (hint.scope() == Scope.CLIENT) {
            clientHints.came(nanos);
        }
    }

    /** Times in which no hint of any client became visible. */
    public PauseLog pauses() {
        return clientHints;
    }

    /** How far the event time of the newest hint in the hint server is behind the clock, ms. */
    public double behindMs() {
        return (System.nanoTime() + monoToWallNs) / 1e6 - newestIssuedMs.get();
    }

    /** A reader has it. Refreshes and hints of others than the client do not count. */
    public void fetched(int watched, Hint hint, long visibleNs) {
        if (hint.scope() != Scope.CLIENT) {
            return;
        }
        Hint before = latest.put(watched, hint);
        if (Double.isNaN(hint.oldestEventAtMs())) {
            return;
        }
        InMemory held = inMemory.get(hint.key());
        double httpMs = held != null && held.epoch() == hint.epoch() && held.seq() == hint.seq()
                ? (visibleNs - held.atNs()) / 1e6
                : Double.NaN;
        long notFetched = before == null || before.epoch() != hint.epoch() ? 0 : hint.seq() - before.seq() - 1;
        double loopMs = (visibleNs + monoToWallNs) / 1e6 - hint.oldestEventAtMs();
        Sample sample = new Sample(visibleNs, loopMs, httpMs, notFetched);
        synchronized (samples) {
            samples.add(sample);
        }
    }

    /** Those fetched from {@code fromNs} on and before {@code toNs}. */
    public List<Sample> between(long fromNs, long toNs) {
        synchronized (samples) {
            return samples.stream()
                    .filter(s -> s.visibleNs() - fromNs >= 0 && s.visibleNs() - toNs < 0)
                    .toList();
        }
    }
}
