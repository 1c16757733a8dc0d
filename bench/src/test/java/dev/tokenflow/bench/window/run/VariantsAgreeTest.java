package dev.tokenflow.bench.window.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.bench.window.Variant;
import dev.tokenflow.bench.window.WindowSettings;
import dev.tokenflow.bench.window.peer.FlatEvent;
import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.bench.window.peer.WindowRow;
import dev.tokenflow.bench.window.traffic.EventLoad;
import dev.tokenflow.bench.window.traffic.TrafficCursor;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.types.Row;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is measured computes the same windows from the same batches. */
class VariantsAgreeTest {
    private static final EventLoad WORKLOAD = new EventLoad(40, 2_000, 0.2, 4, 7);
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SLIDE = Duration.ofMillis(500);
    private static final Duration SPAN = Duration.ofSeconds(6);
    private static final long LAST_END_MS = TrafficLoop.START_MS + SPAN.toMillis() - 1_000;

    private static TrafficLoop traffic;
    private static Map<Window, Summary> expected;
    private static Cluster cluster;

    /** A client's window. */
    private record Window(long endMs, long client) implements Comparable<Window> {
        private static final Comparator<Window> ORDER =
                Comparator.comparingLong(Window::endMs).thenComparingLong(Window::client);

        @Override
        public int compareTo(Window other) {
            return ORDER.compare(this, other);
        }
    }

    /** Of the round trips in it, us. */
    private record Summary(long count, long minUs, long maxUs) {
        private static Summary of(long rttUs) {
            return new Summary(1, rttUs, rttUs);
        }

        private Summary plus(Summary other) {
            return new Summary(count + other.count, Math.min(minUs, other.minUs), Math.max(maxUs, other.maxUs));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        traffic = TrafficLoop.of(WORKLOAD);
        expected = bruteForce();
        assertThat(expected).hasSize(40 * 10);
        cluster = Cluster.start(2);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    static Stream<Arguments> flinkVariants() {
        return EnumSet.complementOf(EnumSet.of(Variant.KEY_BY, Variant.STREAMS)).stream()
                .flatMap(variant -> Stream.of(Arguments.of(variant, 1), Arguments.of(variant, 2)));
    }

    @ParameterizedTest(name = "{0} with {1} subtasks")
    @MethodSource("flinkVariants")
    void flinkVariantComputesTheSameWindows(Variant variant, int parallelism) throws Exception {
        JobConfig config = WindowSettings.config(WINDOW, SLIDE, parallelism);
        FlinkPipeline pipeline = Objects.requireNonNull(variant.pipeline());
        try (GatedRun run = GatedRun.open(traffic, parallelism, config.time().outOfOrderness(), true);
                Cluster.Job job = cluster.submit(run, pipeline, config)) {
            RunProgress reach = run.advance(TrafficLoop.START_MS + SPAN.toMillis(), Duration.ofSeconds(60));
            assertThat(reach.events()).isEqualTo(WORKLOAD.eventsPerS() * SPAN.toSeconds());
            assertThat(reach.rows()).isEqualTo(run.rows().size());
            assertThat(windows(run.rows())).isEqualTo(expected);
        }
    }

    @Test
    void kafkaStreamsComputesTheSameWindows() throws Exception {
        Queue<Object> rows = new ConcurrentLinkedQueue<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            long events = WORKLOAD.eventsPerS() * SPAN.toSeconds();
            Round round = new StreamsRunner(
                            kafka, traffic, WindowSettings.config(WINDOW, SLIDE, 1), WORKLOAD.eventsPerS())
                    .run(
                            events,
                            Duration.ZERO,
                            Duration.ofSeconds(60),
                            rows::add,
                            rows::size,
                            Map.of(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, 0));
            assertThat(round.events()).isEqualTo(events);
        }
        assertThat(windows(rows)).isEqualTo(expected);
    }

    /** The complete windows among the rows of a variant. */
    private static Map<Window, Summary> windows(Iterable<Object> rows) {
        Map<Window, Summary> windows = new TreeMap<>();
        for (Object row : rows) {
            if (row instanceof WindowRow peer) {
                put(windows, peer.windowEndMs(), peer.client(), new Summary(peer.count(), peer.minUs(), peer.maxUs()));
            } else if (row instanceof Row sql) {
                LocalDateTime end = sql.getFieldAs(1);
                long endMs = end.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
                int minUs = sql.getFieldAs(3);
                int maxUs = sql.getFieldAs(4);
                put(windows, endMs, sql.getFieldAs(0), new Summary(sql.getFieldAs(2), minUs, maxUs));
            } else {
                PathFeatures features = ((PathReading) row).features();
                if (features.scope() == Scope.CLIENT && !features.alarm()) {
                    IpAddress client = IpAddress.parse(features.key());
                    put(
                            windows,
                            features.windowEndMs(),
                            FlatEvent.client(client.hi(), client.lo()),
                            new Summary(features.count(), us(features.minRttMs()), us(features.maxRttMs())));
                }
            }
        }
        return windows;
    }

    private static void put(Map<Window, Summary> windows, long endMs, long client, Summary summary) {
        if (summary.count() > 0 && endMs <= LAST_END_MS) {
            assertThat(windows.put(new Window(endMs, client), summary)).isIn(null, summary);
        }
    }

    private static long us(double ms) {
        return Math.round(ms * 1e3);
    }

    private static Map<Window, Summary> bruteForce() throws Exception {
        Map<Window, Summary> windows = new TreeMap<>();
        TrafficCursor cursor = new TrafficCursor(traffic, 0, 1);
        TcpEventView event = new TcpEventView();
        while (cursor.nextClosedMs() <= TrafficLoop.START_MS + SPAN.toMillis()) {
            Batch batch = BatchCodec.decode(cursor.next().value());
            for (int i = 0; i < batch.count(); i++) {
                batch.read(i, event);
                if (event.rttCount() > 0) {
                    long atMs = batch.header().wallMs(event.tsNs());
                    long client = FlatEvent.client(event.remoteHi(), event.remoteLo());
                    long firstEndMs = Math.floorDiv(atMs, SLIDE.toMillis()) * SLIDE.toMillis() + SLIDE.toMillis();
                    for (long endMs = firstEndMs; endMs <= atMs + WINDOW.toMillis(); endMs += SLIDE.toMillis()) {
                        if (endMs <= LAST_END_MS) {
                            windows.merge(new Window(endMs, client), Summary.of(event.rttUs()), Summary::plus);
                        }
                    }
                }
            }
        }
        return windows;
    }
}
