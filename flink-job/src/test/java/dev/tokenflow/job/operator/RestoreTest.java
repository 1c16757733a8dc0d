package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.event.RetransmitCause;
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
    void aSnapshotThatWasSavedOnceIsStillRead() throws Exception {
        String fold = resource("fold-panes-v5.snapshot");
        String pace = resource("pace-paths-v5.snapshot");

        assertThat(afterRestore(Harness.EVERY_SLIDE, fold, pace))
                .isEqualTo(withoutBreak(Harness.EVERY_SLIDE))
                .hasSizeGreaterThan(1_000)
                .anyMatch(line -> line.contains("client@team-a/198.51.100.1"))
                .anyMatch(line -> line.contains("timeouts=1.0") && line.contains("handshakeRttMs=20.0"));
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
        TestAgent other = new TestAgent("host", "team-a", 1); // the same host and clients, but another tenant's
        for (int i = 0; i < to; i++) {
            long closedMs = 1_000L + 50 * i;
            other.ack(
                    closedMs - random.nextInt(30), "198.51.100." + random.nextInt(20), 1, 20 + random.nextInt(60), 255);
            for (int n = random.nextInt(i % 100 == 7 ? 200 : 12); n > 0; n--) {
                int client = random.nextInt(20);
                long atMs = closedMs - random.nextInt(30);
                agent.ack(atMs, "198.51.100." + client, 4 * client + random.nextInt(4), 20 + random.nextInt(60), 255);
                if (random.nextInt(40) == 0) {
                    agent.retransmit(atMs, "198.51.100." + client, 4 * client, 1);
                } else if (n % 5 == 0) {
                    agent.retransmit(atMs, "198.51.100." + client, 4 * client, RetransmitCause.ofCode(n / 5 % 4));
                } else if (n % 7 == 0) {
                    agent.open(atMs, "198.51.100." + client, 4 * client + 1, 20_000 + n);
                }
                if (random.nextInt(60) == 0) {
                    agent.close(closedMs, "198.51.100." + client, 4 * client + random.nextInt(4));
                }
            }
            ShardBatch batch = Harness.checked(agent.raw(closedMs), "host");
            ShardBatch batchOfOther = Harness.checked(other.raw(closedMs), "host", "team-a");
            if (i >= from) {
                chain.send(batch).send(batchOfOther).watermark(closedMs - 51);
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
