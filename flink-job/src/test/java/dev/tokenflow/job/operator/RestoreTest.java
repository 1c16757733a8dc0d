package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.SourceBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State saved in the middle of a stream goes on as if nothing had happened; state that version 1 saved is read by every
 * later version.
 */
class RestoreTest {
    private static final JobConfig CONFIG = Harness.CONFIG;
    private static final int MIDDLE = 300;

    @TempDir
    Path folder;

    @Test
    void aRestoredChainGoesOnBitByBit() throws Exception {
        Path fold = folder.resolve("fold");
        Path roll = folder.resolve("roll");
        save(fold, roll);

        assertThat(afterRestore(fold.toString(), roll.toString())).isEqualTo(withoutBreak());
    }

    /**
     * The files were written by {@link #save} when the form was new; their bytes do not change. Prefixes and sites were
     * read at other instants then, so only the clients are compared.
     */
    @Test
    void aSnapshotOfVersionOneIsStillRead() throws Exception {
        String fold = resource("fold-panes-v1.snapshot");
        String roll = resource("roll-windows-v1.snapshot");

        assertThat(clients(afterRestore(fold, roll)))
                .isEqualTo(clients(withoutBreak()))
                .isNotEmpty();
    }

    private static List<String> clients(List<String> lines) {
        return lines.stream().filter(line -> line.contains("scope=CLIENT")).toList();
    }

    private static String resource(String name) throws Exception {
        return Path.of(RestoreTest.class.getResource("/snapshots/" + name).toURI())
                .toString();
    }

    private static void save(Path fold, Path roll) throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            feed(chain, 0, MIDDLE);
            OperatorSnapshotUtil.writeStateHandle(chain.fold.snapshot(1, 1), fold.toString());
            OperatorSnapshotUtil.writeStateHandle(chain.roll.snapshot(1, 1), roll.toString());
        }
        assertThat(Files.size(fold)).isPositive();
    }

    private static List<String> afterRestore(String foldFile, String rollFile) throws Exception {
        var fold = Harness.closedFold(CONFIG);
        var roll = Harness.closedRoll(CONFIG);
        restore(fold, OperatorSnapshotUtil.readStateHandle(foldFile));
        restore(roll, OperatorSnapshotUtil.readStateHandle(rollFile));
        try (Chain chain = new Chain(fold, roll)) {
            feed(chain, MIDDLE, 2 * MIDDLE);
            assertThat(Harness.count(fold, JobMetric.BATCHES_DUPLICATE)).isZero();
            return written(chain.readings());
        }
    }

    private static List<String> withoutBreak() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            feed(chain, 0, MIDDLE);
            chain.forgetOutput();
            feed(chain, MIDDLE, 2 * MIDDLE);
            return written(chain.readings());
        }
    }

    private static void restore(AbstractStreamOperatorTestHarness<?> harness, OperatorSubtaskState state)
            throws Exception {
        harness.initializeState(state);
        harness.open();
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
     * Without alarms, whose rules may change, and in an order that does not depend on that of hash tables, which is not
     * saved.
     */
    private static List<String> written(List<PathReading> readings) {
        List<String> lines = new ArrayList<>();
        for (PathReading reading : readings) {
            if (reading.features().alarm()) {
                continue;
            }
            lines.add(reading.features() + " " + reading.signals() + " " + List.of(reading.sites()));
        }
        lines.sort(null);
        return lines;
    }
}
