package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.control.ControlSink;
import dev.tokenflow.core.control.PathControl;
import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.window.RollMode;
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

/**
 * The whole loop in virtual time, from kernel events to hints: batches as an agent makes them, core's features and
 * pacers as the job uses them, and a delay where Kafka, Flink and HTTP would be. It decides nothing itself, and has
 * neither a thread nor a clock.
 */
public final class ControlLoop implements HintLookup, FoldSink, ControlSink {
    private static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(20);
    private static final LimitConfig LIMITS = new LimitConfig(1, 10_000, 100_000);

    private final HintDelivery delivery;
    private final AgentFeed feed;
    private final FeatureReplay replay;
    private long rejected;

    /**
     * @param forecaster is asked about readings of a client, in order, where the law wants a forecast
     * @param seed of the delays
     */
    public ControlLoop(EventQueue queue, PacingLaw law, LoopDelay delay, Forecaster forecaster, long seed) {
        delivery = new HintDelivery(queue, delay, seed);
        feed = new AgentFeed(queue, "simulated", 1, 0, this::record);
        replay = new FeatureReplay(
                        new PaneFolder(WindowConfig.DEFAULT, AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LIMITS),
                        new WindowRoller(
                                WindowConfig.DEFAULT,
                                LifetimeConfig.DEFAULT,
                                LIMITS,
                                WireCost.DEFAULT.segmentBytes(),
                                RollMode.ON_NEWS),
                        OUT_OF_ORDERNESS,
                        this,
                        new PathControl(
                                client -> law,
                                LifetimeConfig.DEFAULT,
                                RowConfig.DEFAULT,
                                reading -> PathScore.of(forecaster.forecast(reading)),
                                this))
                .hurrying();
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

    /** The words for one client, as they became known. */
    public WordLog words(String client) {
        return delivery.words(client);
    }

    @Override
    public Hint current(String client, long nowNs) {
        return delivery.current(client, nowNs);
    }

    @Override
    public void hint(PathReading reading, PathScore score, PathPacing pacing) {
        String key = reading.features().key();
        switch (reading.features().scope()) {
            case CLIENT ->
                delivery.toClient(key, pacing.decision(), reading.features().oldestEventMs());
            case PREFIX -> delivery.toPrefix(key, pacing.decision());
            default -> {} // no sender of a simulation asks for a whole site
        }
    }

    @Override
    public void diagnosed(PathName path, Diagnosis word, long atMs) {
        delivery.diagnosed(path.key(), word);
    }

    @Override
    public void withdrawn(PathName path) {
        // its last hint has run out long ago
    }

    @Override
    public void row(PathReading reading, PathScore score) {
        // nobody trains on it
    }

    @Override
    public void site(PathReading reading, PathScore score) {
        // no sender of a simulation asks for a whole site
    }

    @Override
    public void clients(SiteClients count) {
        // no sender of a simulation asks for a whole site
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
