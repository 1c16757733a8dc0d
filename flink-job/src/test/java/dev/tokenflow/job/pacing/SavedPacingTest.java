package dev.tokenflow.job.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.operator.Chain;
import dev.tokenflow.job.operator.Harness;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pacing operators keep is restored from savepoints of version 2 and later, and names none of our records. The
 * files were written by {@link #saveClients} and {@link #saveNeighbourhood} when the form was new; their bytes do not
 * change.
 */
class SavedPacingTest {
    private static final String CLIENT = "203.0.113.7";
    private static final String PREFIX = "203.0.113.0/24";

    @TempDir
    Path folder;

    @Test
    void theLawGoesOnAfterARestore() throws Exception {
        Path file = folder.resolve("clients");
        saveClients(file);

        assertThat(firstAfterRestore(file).seq()).isGreaterThan(countOf(queue()));
        assertGoesOn(firstAfterRestore(file));
        assertNamesNoRecord(file);
    }

    @Test
    void clientsOfVersionTwoAreStillRead() throws Exception {
        assertGoesOn(firstAfterRestore(resource("pace-clients-v2.snapshot")));
    }

    @Test
    void votesAndTheWaitingReadingAreRestored() throws Exception {
        Path file = folder.resolve("neighbourhood");
        saveNeighbourhood(file);

        assertMostAreCongested(nextOfNeighbourhood(file));
        assertNamesNoRecord(file);
    }

    @Test
    void neighbourhoodsOfVersionTwoAreStillRead() throws Exception {
        assertMostAreCongested(nextOfNeighbourhood(resource("pace-neighbourhoods-v2.snapshot")));
    }

    /** A queue has passed: only a law that remembers it asks for more than one token a chunk now. */
    private static void assertGoesOn(Hint hint) {
        assertThat(hint.seq()).isGreaterThan(1);
        assertThat(hint.tokensPerChunk()).isGreaterThan(1);
        assertThat(hint.why()).contains("path carries ");
    }

    private static void assertMostAreCongested(Hint hint) {
        assertThat(hint.seq()).isEqualTo(2);
        assertThat(hint.state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(hint.why()).isEqualTo("4 of 5 active clients are congested");
    }

    private static void assertNamesNoRecord(Path file) throws Exception {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("dev.tokenflow.job.state.")
                .doesNotContain("dev.tokenflow.core")
                .doesNotContain("dev.tokenflow.protocol")
                .doesNotContain("dev.tokenflow.job.record");
    }

    private static void saveClients(Path file) throws Exception {
        try (var pace = PaceClientsTest.pace()) {
            for (ScoredReading reading : queue()) {
                pace.processElement(reading, reading.reading().signals().nowMs() - 1);
            }
            OperatorSnapshotUtil.writeStateHandle(pace.snapshot(1, 1), file.toString());
        }
    }

    private static Hint firstAfterRestore(Path file) throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<Integer, ScoredReading, HintUpdate> pace =
                PaceClientsTest.closedPace()) {
            pace.initializeState(OperatorSnapshotUtil.readStateHandle(file.toString()));
            pace.open();
            for (ScoredReading next : readings(20, 25)) { // the first may say nothing new
                pace.processElement(next, next.reading().signals().nowMs() - 1);
            }
            return pace.extractOutputValues().get(0).hint();
        }
    }

    private static void saveNeighbourhood(Path file) throws Exception {
        try (var pace = PaceNeighbourhoodsTest.pace()) {
            pace.processElement1(PaceNeighbourhoodsTest.reading(ReadingKind.UPDATE, 800), 799);
            PaceNeighbourhoodsTest.both(pace, 799);
            pace.processElement1(PaceNeighbourhoodsTest.reading(ReadingKind.UPDATE, 1_000), 999);
            for (int i = 0; i < 5; i++) {
                pace.processElement2(new ClientVote("prefix/" + PREFIX, "203.0.113." + i, true, i < 4, 1_000), 999);
            }
            OperatorSnapshotUtil.writeStateHandle(pace.snapshot(1, 1), file.toString());
        }
    }

    private static Hint nextOfNeighbourhood(Path file) throws Exception {
        try (KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> pace =
                PaceNeighbourhoodsTest.closedPace()) {
            pace.initializeState(OperatorSnapshotUtil.readStateHandle(file.toString()));
            pace.open();
            PaceNeighbourhoodsTest.both(pace, 999);
            Hint hint = pace.extractOutputValues().get(0).hint();
            assertThat(hint.scope()).isEqualTo(Scope.PREFIX);
            return hint;
        }
    }

    private static long countOf(List<ScoredReading> readings) {
        return readings.stream()
                .filter(reading -> reading.reading().kind() != ReadingKind.EXPIRED)
                .count();
    }

    private static List<ScoredReading> queue() throws Exception {
        return readings(0, 20);
    }

    /** Slides of a client with 20 streams: a second of 40 ms, two seconds of 400 ms, and 40 ms from then on. */
    private static List<ScoredReading> readings(int fromSlide, int toSlide) throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG)) {
            TestAgent agent = new TestAgent("host", 1);
            for (int slide = 0; slide < toSlide + 5; slide++) {
                long endMs = 1_000 + 200L * slide;
                double rttMs = slide >= 5 && slide < 15 ? 400 : 40;
                for (int stream = 0; stream < 20; stream++) {
                    agent.ack(endMs - 150 + stream, CLIENT, stream, rttMs, 300);
                    agent.ack(endMs - 50 + stream, CLIENT, stream, rttMs, 300);
                }
                chain.send(agent, "host", endMs - 10).watermark(endMs + 50);
            }
            long fromMs = 1_000 + 200L * fromSlide;
            long toMs = 1_000 + 200L * toSlide;
            return chain.clients().stream()
                    .filter(reading -> !reading.features().alarm())
                    .filter(reading -> nowMs(reading) >= fromMs && nowMs(reading) < toMs)
                    .map(Harness::scored)
                    .toList();
        }
    }

    private static long nowMs(PathReading reading) {
        return reading.signals().nowMs();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(SavedPacingTest.class.getResource("/snapshots/" + name).toURI());
    }
}
