package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The streams that gateways tell of, by the engine that makes their tokens. */
final class EngineWatch {
    private static final int MAX_ENGINES = 1_000;

    private final IncidentConfig config;
    private final Map<String, Engine> engines = new HashMap<>();

    /** The one heard of longest ago comes first. */
    private final LinkedHashMap<String, EngineStream> streams = new LinkedHashMap<>(16, 0.75f, true);

    private long refused;

    EngineWatch(IncidentConfig config) {
        this.config = config;
    }

    void hear(StreamStats row, long nowMs) {
        if (row.engine().isEmpty()) {
            return;
        }
        EngineStream stream = streams.get(row.stream());
        if (stream == null) {
            boolean isFull = streams.size() >= config.maxClients()
                    || (engines.size() >= MAX_ENGINES && !engines.containsKey(row.engine()));
            if (isFull) {
                refused++;
                return;
            }
            stream = new EngineStream(row.stream(), engine(row.engine()));
            streams.put(row.stream(), stream);
            stream.engine.group.tally.add(Diagnosis.NORMAL, 1);
        }
        boolean wasSlow = stream.slow;
        stream.hear(row, nowMs, config);
        if (wasSlow != stream.slow) {
            count(stream, wasSlow, -1);
            count(stream, stream.slow, 1);
        }
    }

    private static void count(EngineStream stream, boolean slow, int by) {
        stream.engine.group.tally.add(slow ? Diagnosis.SLOW_SENDER : Diagnosis.NORMAL, by);
    }

    Engine engine(String name) {
        return engines.computeIfAbsent(name, Engine::new);
    }

    /** Forgets streams without rows. */
    void sweep(long nowMs) {
        long silentMs = nowMs - config.streamSilence().toMillis();
        while (!streams.isEmpty()) {
            EngineStream oldest = streams.values().iterator().next();
            if (oldest.heardMs >= silentMs) {
                return;
            }
            streams.remove(oldest.name);
            count(oldest, oldest.slow, -1);
        }
    }

    /** Learns how quick engines usually are, slowly of those that are in trouble. */
    void learn(double spanMs) {
        Map<Engine, List<EngineStream>> byEngine = new HashMap<>();
        streams.values()
                .forEach(stream -> byEngine.computeIfAbsent(stream.engine, any -> new ArrayList<>())
                        .add(stream));
        byEngine.forEach((engine, its) -> {
            boolean isCalm =
                    engine.group.open(Side.SENDER) == null && engine.group.troubledSinceMs(Side.SENDER) == Group.NEVER;
            double memoryMs = config.memory().toMillis();
            double gapMs = Numbers.median(its, stream -> stream.gapMs);
            double firstMs = Numbers.median(its, stream -> stream.firstMs);
            if (isCalm) {
                engine.gap.learn(gapMs, spanMs, memoryMs);
                engine.first.learn(firstMs, spanMs, memoryMs);
            } else {
                engine.gap.learnUnusual(gapMs, spanMs, memoryMs);
                engine.first.learnUnusual(firstMs, spanMs, memoryMs);
            }
        });
    }

    Collection<Engine> engines() {
        return engines.values();
    }

    List<EngineStream> slow(Engine engine) {
        return streams.values().stream()
                .filter(stream -> stream.engine == engine && stream.slow)
                .toList();
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** Rows of new streams that were left out because there are too many, since the last call. */
    long takeRefused() {
        long taken = refused;
        refused = 0;
        return taken;
    }
}
