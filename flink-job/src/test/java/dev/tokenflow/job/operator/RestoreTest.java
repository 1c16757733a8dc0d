package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.SourceBatch;
import dev.tokenflow.protocol.hint.Hint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State saved in the middle of a stream goes on as if nothing had happened; state that was saved once is read by every
 * later version.
 */
class RestoreTest {
    private static final int MIDDLE = 300;

    @TempDir
    Path folder;

    @Test
    void aRestoredChainGoesOnBitByBit() throws Exception {
        for (JobConfig config : List.of(Harness.CONFIG, Harness.EVERY_SLIDE)) {
            Path fold = folder.resolve("fold");
            Path pace = folder.resolve("pace");
            save(config, fold, pace);

            assertThat(afterRestore(config, fold.toString(), pace.toString())).isEqualTo(withoutBreak(config));
        }
    }

    /** The files were written by {@link #save} when the form was new; their bytes do not change. */
    @Test
    void aSnapshotOfTheFirstVersionsIsStillRead() throws Exception {
        String fold = resource("fold-panes-v1.snapshot");
        String pace = resource("pace-paths-v2.snapshot");

        assertThat(afterRestore(Harness.EVERY_SLIDE, fold, pace))
                .isEqualTo(withoutBreak(Harness.EVERY_SLIDE))
                .hasSizeGreaterThan(1_000);
    }

    /**
     * A savepoint of the first edition has the sockets, but windows in another form, with panes of another length: they
     * begin anew.
     */
    @Test
    void theSocketsOfTheFirstEditionAreKept() throws Exception {
        String saved = resource("fold-panes-v1.snapshot");
        try (Chain anew = Chain.of(Harness.CONFIG);
                Chain kept =
                        new Chain(restored(Harness.closedFold(Harness.CONFIG), saved), Harness.pace(Harness.CONFIG));
                Chain whole = Chain.of(Harness.CONFIG)) {
            feed(anew, MIDDLE - 5, MIDDLE + 40);
            feed(kept, MIDDLE - 5, MIDDLE + 40);
            feed(whole, 0, MIDDLE + 40);

            assertThat(Harness.count(anew.fold, JobMetric.BATCHES_DUPLICATE)).isZero();
            assertThat(Harness.count(kept.fold, JobMetric.BATCHES_DUPLICATE))
                    .as("batches that the savepoint has seen")
                    .isPositive();
            assertThat(Harness.count(kept.fold, JobMetric.BATCHES_MISSING)).isZero();
            // What was in the pane that was open comes up to 75 ms later than it does with panes of 25 ms.
            assertThat(connections(kept)).isCloseTo(connections(whole), within(1));
            assertThat(kept.updates()).extracting(HintUpdate::key).contains("client/198.51.100.1");
        }
    }

    /** Open connections of the site, as it was read last. */
    private static int connections(Chain chain) {
        List<ScoredReading> sites = Harness.side(chain.pace, SideOutputs.SITES);
        return sites.get(sites.size() - 1).reading().features().openConnections();
    }

    private static String resource(String name) throws Exception {
        return Path.of(RestoreTest.class.getResource("/snapshots/" + name).toURI())
                .toString();
    }

    static void save(JobConfig config, Path fold, Path pace) throws Exception {
        try (Chain chain = Chain.of(config)) {
            feed(chain, 0, MIDDLE);
            OperatorSnapshotUtil.writeStateHandle(chain.fold.snapshot(1, 1), fold.toString());
            OperatorSnapshotUtil.writeStateHandle(chain.pace.snapshot(1, 1), pace.toString());
        }
        assertThat(Files.size(fold)).isPositive();
    }

    private static List<String> afterRestore(JobConfig config, String foldFile, String paceFile) throws Exception {
        var fold = restored(Harness.closedFold(config), foldFile);
        var pace = restored(Harness.closedPace(config), paceFile);
        try (Chain chain = new Chain(fold, pace)) {
            feed(chain, MIDDLE, 2 * MIDDLE);
            assertThat(Harness.count(fold, JobMetric.BATCHES_DUPLICATE)).isZero();
            return written(chain);
        }
    }

    private static List<String> withoutBreak(JobConfig config) throws Exception {
        try (Chain chain = Chain.of(config)) {
            feed(chain, 0, MIDDLE);
            chain.forgetOutput();
            feed(chain, MIDDLE, 2 * MIDDLE);
            return written(chain);
        }
    }

    private static <T extends AbstractStreamOperatorTestHarness<?>> T restored(T harness, String file)
            throws Exception {
        harness.initializeState(OperatorSnapshotUtil.readStateHandle(file));
        harness.open();
        return harness;
    }

    /** The same stream every time; the batches from {@code from} to {@code to} go through the chain. */
    private static void feed(Chain chain, int from, int to) throws Exception {
        Random random = new Random(11);
        TestAgent agent = new TestAgent("host", 1);
        for (int i = 0; i < to; i++) {
            long closedMs = 1_000L + 50 * i;
            for (int n = random.nextInt(i % 100 == 7 ? 200 : 12); n > 0; n--) {
                int client = random.nextInt(20);
                long atMs = closedMs - random.nextInt(30);
                agent.ack(atMs, "198.51.100." + client, 4 * client + random.nextInt(4), 20 + random.nextInt(60), 255);
                if (random.nextInt(40) == 0) {
                    agent.retransmit(atMs, "198.51.100." + client, 4 * client, 1);
                }
                if (random.nextInt(60) == 0) {
                    agent.close(closedMs, "198.51.100." + client, 4 * client + random.nextInt(4));
                }
            }
            SourceBatch batch = Harness.source(agent.raw(closedMs), "host");
            if (i >= from) {
                chain.send(batch).watermark(closedMs - 51);
            }
        }
    }

    /**
     * Without alarms, whose rules may change, without epochs, of which every start has another, and in an order that
     * does not depend on that of hash tables, which is not saved.
     */
    private static List<String> written(Chain chain) {
        List<String> lines = new ArrayList<>();
        for (ScoredReading row : chain.rows()) {
            PathReading reading = row.reading();
            if (!reading.features().alarm()) {
                lines.add(reading.features() + " " + reading.signals() + " " + List.of(reading.sites()));
            }
        }
        for (HintUpdate update : chain.updates()) {
            Hint hint = update.hint();
            lines.add(
                    hint == null
                            ? update.key()
                            : update.key() + " " + hint.seq() + " " + hint.issuedAtMs() + " " + hint.why());
        }
        lines.sort(null);
        return lines;
    }
}
