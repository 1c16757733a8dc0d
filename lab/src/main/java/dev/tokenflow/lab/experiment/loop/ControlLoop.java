package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.NeighbourhoodLaw;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.source.AlarmConfig;
import dev.tokenflow.core.source.FoldSink;
import dev.tokenflow.core.source.PaneFolder;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.lab.experiment.plan.LoopDelay;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.AgentFeed;
import dev.tokenflow.simulator.virtual.HintLookup;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The whole loop in virtual time, from kernel events to hints: the job's own features and law, batches as an agent
 * makes them, and a delay where Kafka, Flink and HTTP would be. No thread, no clock.
 */
public final class ControlLoop implements HintLookup, FoldSink, RollSink {
    private static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(50);
    private static final LimitConfig LIMITS = new LimitConfig(1, 10_000, 100_000);
    private static final long TTL_NS = LifetimeConfig.DEFAULT.ttl().toNanos();
    private static final long NS_PER_MS = 1_000_000L;

    /** A hint on its way or in force. */
    private record Sent(PacingDecision decision, long sinceNs) {}

    /** What a client's last decision tells its neighbours. */
    private record Vote(boolean active, boolean congested, long atNs) {}

    private final NeighbourhoodLaw neighbours = new NeighbourhoodLaw();
    private final Map<String, Map<String, Vote>> votes = new HashMap<>();
    private final EventQueue queue;
    private final PacingLaw law;
    private final LoopDelay delay;
    private long silentFromNs = Long.MAX_VALUE;
    private final Forecaster forecaster;
    private final SplittableRandom dice;
    private final AgentFeed feed;
    private final FeatureReplay replay;
    private final Map<String, PacingState> states = new HashMap<>();
    private final Map<String, Sent> visible = new HashMap<>();
    private final Map<String, HintTrack> tracks = new HashMap<>();
    private long lastVisibleNs;
    private long aside;

    /**
     * @param forecaster is asked about every reading of a client, in order
     * @param seed of the delays
     */
    public ControlLoop(EventQueue queue, PacingLaw law, LoopDelay delay, Forecaster forecaster, long seed) {
        this.forecaster = forecaster;
        this.queue = queue;
        this.law = law;
        this.delay = delay;
        dice = new SplittableRandom(seed);
        feed = new AgentFeed(queue, "simulated", 1, 0, this::record);
        replay = new FeatureReplay(
                new PaneFolder(WindowConfig.DEFAULT, AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LIMITS),
                new WindowRoller(WindowConfig.DEFAULT, LifetimeConfig.DEFAULT, LIMITS, WireCost.DEFAULT.segmentBytes()),
                OUT_OF_ORDERNESS,
                this,
                this);
    }

    /** Begins to collect, at the queue's present time. */
    public void start() {
        feed.start();
    }

    /** When the hint server dies; {@link Long#MAX_VALUE} = never. */
    public void silentFrom(long ns) {
        silentFromNs = ns;
    }

    /** Where the kernel's events go. */
    public TcpEventListener events() {
        return feed;
    }

    /** The hints one client's senders saw, and when. */
    public HintTrack track(String client) {
        return tracks.computeIfAbsent(client, any -> new HintTrack());
    }

    @Override
    public Hint current(String client, long nowNs) {
        Sent sent = visible.get(client);
        if (sent != null && nowNs - sent.sinceNs() < TTL_NS) {
            return HintForms.of(Scope.CLIENT, client, sent.decision());
        }
        PacingDecision fromNeighbours = neighbourhood(IpAddress.parse(client).prefix(), nowNs);
        track(client)
                .add(
                        nowNs,
                        fromNeighbours.tokensPerSecond(),
                        fromNeighbours.tokensPerChunk()); // nothing new = nothing noted
        return HintForms.of(Scope.PREFIX, client, fromNeighbours);
    }

    @Override
    public void reading(PathReading reading) {
        String client = reading.features().key();
        if (reading.features().scope() != Scope.CLIENT) {
            return;
        }
        if (reading.kind() == ReadingKind.EXPIRED) {
            states.remove(client);
            return;
        }
        PacingState before = states.getOrDefault(client, law.initial());
        PacingState next = law.next(before, reading.signals(), forecaster.forecast(reading));
        states.put(client, next);
        long atNs = Math.max(lastVisibleNs, queue.nowNs() + delay.nextNs(dice));
        if (atNs >= silentFromNs) {
            return;
        }
        lastVisibleNs = atNs;
        double oldestMs = reading.features().oldestEventMs();
        PathSignals signals = reading.signals();
        queue.at(atNs, () -> {
            show(client, next.decision(), oldestMs);
            vote(client, signals, next.decision());
        });
    }

    private void show(String client, PacingDecision decision, double oldestMs) {
        visible.put(client, new Sent(decision, queue.nowNs()));
        HintTrack track = track(client);
        track.add(queue.nowNs(), decision.tokensPerSecond(), decision.tokensPerChunk());
        if (!Double.isNaN(oldestMs)) {
            track.latency(queue.nowNs() - Math.round(oldestMs * NS_PER_MS));
        }
    }

    /** What the job's neighbourhood law says to a client of which nothing is known. */
    private PacingDecision neighbourhood(String prefix, long nowNs) {
        int active = 0;
        int congested = 0;
        for (Vote vote : votes.getOrDefault(prefix, Map.of()).values()) {
            if (vote.active() && nowNs - vote.atNs() < TTL_NS) {
                active++;
                congested += vote.congested() ? 1 : 0;
            }
        }
        return neighbours.decide(active, congested);
    }

    private void vote(String client, PathSignals signals, PacingDecision decision) {
        votes.computeIfAbsent(IpAddress.parse(client).prefix(), any -> new HashMap<>())
                .put(
                        client,
                        new Vote(
                                signals.activeStreams() > 0,
                                decision.state() == PathCondition.CONGESTED,
                                queue.nowNs()));
    }

    private void record(BatchHeader header, byte[] value) {
        try {
            Batch batch = BatchCodec.decode(value);
            replay.add(batch, header.monoToWallNs());
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("the feed wrote a batch that cannot be read", e);
        }
    }

    @Override
    public void rejected(String reason, BitSet events) {
        aside += events.cardinality();
    }

    /** Events the features could not use; 0 unless something is wrong. */
    long eventsAside() {
        return aside;
    }

    @Override
    public void block(PaneBlock block) {
        // the replay passes it on
    }

    @Override
    public void evicted() {
        throw new IllegalStateException("an experiment has more clients than the loop can remember");
    }

    @Override
    public void evicted(int sockets) {
        throw new IllegalStateException("an experiment has more sockets than the loop can remember");
    }

    @Override
    public void duplicate() {
        throw new IllegalStateException("the feed wrote a batch twice");
    }

    @Override
    public void missing(long batches) {
        throw new IllegalStateException("the feed lost batches");
    }

    @Override
    public void reordered() {
        throw new IllegalStateException("the feed swapped batches");
    }

    @Override
    public void forgotten(int sockets) {
        // silent for minutes, as idle connections are
    }
}
