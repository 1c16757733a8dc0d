package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.HintLookup;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What stands between a decision and a sender: a delay where Kafka, Flink and HTTP would be, and the hint server's
 * rules. A hint may be used for its time to live; a client without one gets that of its prefix, and without that none.
 */
final class HintDelivery implements HintLookup {
    private static final long TTL_NS = LifetimeConfig.DEFAULT.ttl().toNanos();
    private static final long CALM_TTL_NS = LifetimeConfig.DEFAULT.calmTtl().toNanos();
    private static final long NS_PER_MS = 1_000_000L;

    /** A hint in force. */
    private record Visible(PacingDecision decision, long sinceNs) {
        boolean mayBeUsed(long nowNs) {
            return nowNs - sinceNs < (decision.asksForNothing() ? CALM_TTL_NS : TTL_NS);
        }
    }

    /** Hints that leave through one sink keep their order. */
    private final class Route {
        private final SplittableRandom dice;
        private long lastNs;

        Route(SplittableRandom dice) {
            this.dice = dice;
        }

        void send(Runnable arrival) {
            long atNs = Math.max(lastNs, queue.nowNs() + delay.nextNs(dice));
            if (atNs < silentFromNs) {
                lastNs = atNs;
                queue.at(atNs, arrival);
            }
        }
    }

    private final EventQueue queue;
    private final LoopDelay delay;
    private final Route clientRoute;
    private final Route prefixRoute;
    private final Route wordRoute;
    private final Map<String, Visible> clients = new HashMap<>();
    private final Map<String, Visible> prefixes = new HashMap<>();
    private final Map<String, HintTrack> tracks = new HashMap<>();
    private final Map<String, WordLog> words = new HashMap<>();
    private long silentFromNs = Long.MAX_VALUE;

    /** @param seed of the delays */
    HintDelivery(EventQueue queue, LoopDelay delay, long seed) {
        this.queue = queue;
        this.delay = delay;
        clientRoute = new Route(new SplittableRandom(seed));
        // other dice: neither a neighbourhood nor a word ever shifts a client's delays
        prefixRoute = new Route(new SplittableRandom(~seed));
        wordRoute = new Route(new SplittableRandom(seed ^ 0x5555_5555_5555_5555L));
    }

    void silentFrom(long ns) {
        silentFromNs = ns;
    }

    HintTrack track(String client) {
        return tracks.computeIfAbsent(client, any -> new HintTrack());
    }

    /**
     * Sends a client's hint on its way.
     *
     * @param oldestMs kernel time of the oldest event it is the first to include, ms since 1970; NaN without one
     */
    void toClient(String client, PacingDecision decision, double oldestMs) {
        clientRoute.send(() -> {
            clients.put(client, new Visible(decision, queue.nowNs()));
            HintTrack track = track(client);
            track.add(queue.nowNs(), decision.tokensPerSecond(), decision.tokensPerChunk());
            if (!Double.isNaN(oldestMs)) {
                track.latency(queue.nowNs() - Math.round(oldestMs * NS_PER_MS));
            }
        });
    }

    WordLog words(String client) {
        return words.computeIfAbsent(client, any -> new WordLog());
    }

    /** Sends a word on its way. */
    void diagnosed(String client, Diagnosis word) {
        wordRoute.send(() -> words(client).add(queue.nowNs(), word));
    }

    /** Sends the hint of all clients under a prefix on its way. */
    void toPrefix(String prefix, PacingDecision decision) {
        prefixRoute.send(() -> prefixes.put(prefix, new Visible(decision, queue.nowNs())));
    }

    @Override
    public Hint current(String client, long nowNs) {
        Visible own = clients.get(client);
        if (own != null && own.mayBeUsed(nowNs)) {
            return HintFactory.bare(Scope.CLIENT, client, own.decision());
        }
        Visible shared = prefixes.get(IpAddress.parse(client).prefix());
        Hint hint = shared != null && shared.mayBeUsed(nowNs)
                ? HintFactory.bare(Scope.PREFIX, client, shared.decision())
                : Hint.unpaced(client);
        track(client).add(nowNs, hint.tokensPerSecond(), hint.tokensPerChunk()); // noted only when it is another pace
        return hint;
    }
}
