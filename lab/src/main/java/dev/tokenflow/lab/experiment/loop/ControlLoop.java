package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.ClientPacer;
import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.pacing.NeighbourhoodLaw;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.source.AlarmConfig;
import dev.tokenflow.core.source.FoldSink;
import dev.tokenflow.core.source.PaneFolder;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.AgentFeed;
import dev.tokenflow.simulator.virtual.HintLookup;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole loop in virtual time, from kernel events to hints: batches as an agent makes them, core's features and
 * pacers as the job uses them, and a delay where Kafka, Flink and HTTP would be. It decides nothing itself, and has
 * neither a thread nor a clock.
 */
public final class ControlLoop implements HintLookup, FoldSink, RollSink {
    private static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(50);
    private static final LimitConfig LIMITS = new LimitConfig(1, 10_000, 100_000);

    private final EventQueue queue;
    private final ClientPacer pacer;
    private final NeighbourhoodLaw neighbours = new NeighbourhoodLaw(LifetimeConfig.DEFAULT.ttl());
    private final Forecaster forecaster;
    private final HintDelivery delivery;
    private final AgentFeed feed;
    private final FeatureReplay replay;
    private final Map<String, ClientPacing> clients = new HashMap<>();
    private final Map<String, Map<String, ClientVote>> votes = new HashMap<>();
    private long rejected;

    /**
     * @param forecaster is asked about every reading of a client, in order
     * @param seed of the delays
     */
    public ControlLoop(EventQueue queue, PacingLaw law, LoopDelay delay, Forecaster forecaster, long seed) {
        this.queue = queue;
        this.forecaster = forecaster;
        pacer = new ClientPacer(law, LifetimeConfig.DEFAULT);
        delivery = new HintDelivery(queue, delay, seed);
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
        delivery.silentFrom(ns);
    }

    /** Where the kernel's events go. */
    public TcpEventListener events() {
        return feed;
    }

    /** The hints one client's senders saw, and when. */
    public HintTrack track(String client) {
        return delivery.track(client);
    }

    @Override
    public Hint current(String client, long nowNs) {
        return delivery.current(client, nowNs);
    }

    @Override
    public void reading(PathReading reading) {
        switch (reading.features().scope()) {
            case CLIENT -> pace(reading);
            case PREFIX -> queue.at(queue.nowNs(), () -> paceNeighbourhood(reading)); // the votes of its instant first
            default -> {} // no sender of a simulation asks for a whole site
        }
    }

    private void pace(PathReading reading) {
        String client = reading.features().key();
        if (reading.kind() == ReadingKind.EXPIRED) {
            clients.remove(client);
            return;
        }
        PathForecast forecast = forecaster.forecast(reading);
        ClientPacing before = clients.get(client);
        ClientPacing after = pacer.next(before, reading, forecast);
        if (after == null) {
            return;
        }
        clients.put(client, after);
        for (ClientVote vote : pacer.votes(before, after, reading)) {
            votes.computeIfAbsent(vote.neighbourhood(), any -> new HashMap<>()).put(client, vote);
        }
        delivery.toClient(client, after.decision(), reading.features().oldestEventMs());
    }

    private void paceNeighbourhood(PathReading reading) {
        if (reading.kind() == ReadingKind.EXPIRED) {
            return; // its last hint has run out long ago
        }
        Iterator<ClientVote> all =
                votes.getOrDefault(reading.path(), Map.of()).values().iterator();
        PacingDecision decision = neighbours.decide(all, reading.features().windowEndMs());
        delivery.toPrefix(reading.features().key(), decision);
    }

    /** The last decision on a client; null for one that is not known. */
    @Nullable
    PacingDecision decision(String client) {
        ClientPacing known = clients.get(client);
        return known == null ? null : known.decision();
    }

    /** The last votes on a neighbourhood, by client. */
    Map<String, ClientVote> votes(String neighbourhood) {
        return votes.getOrDefault(neighbourhood, Map.of());
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
        rejected += events.cardinality();
    }

    /** Events the features could not use; 0 unless something is wrong. */
    long eventsRejected() {
        return rejected;
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
    public void refused() {
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
