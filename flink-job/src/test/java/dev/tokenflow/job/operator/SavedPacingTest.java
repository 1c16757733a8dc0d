package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.hint.Tenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pacing operators decided is restored from savepoints, and names none of our records. The files were written
 * by {@link #savePaths} and {@link #saveSite} when the form was new; their bytes do not change.
 */
class SavedPacingTest {
    private static final String CLIENT = "203.0.113.7";

    @TempDir
    Path folder;

    @Test
    void theLawGoesOnAfterARestore() throws Exception {
        Path file = folder.resolve("paths");
        savePaths(file);

        assertGoesOn(firstAfterRestore(file));
        assertNamesNoRecord(file);
    }

    @Test
    void pathsThatWereSavedOnceAreStillRead() throws Exception {
        assertGoesOn(firstAfterRestore(resource("pace-paths-law-v5.snapshot")));
    }

    @Test
    void theCountsOfASiteAreRestored() throws Exception {
        Path file = folder.resolve("site");
        saveSite(file);

        assertMostAreCongested(nextOfSite(file));
        assertNamesNoRecord(file);
    }

    @Test
    void sitesThatWereSavedOnceAreStillRead() throws Exception {
        assertMostAreCongested(nextOfSite(resource("pace-sites-v2.snapshot")));
    }

    /** A queue has passed: only a law that remembers it asks for more than one token a chunk now. */
    private static void assertGoesOn(Hint hint) {
        assertThat(hint.seq()).as("decisions so far").isGreaterThan(20);
        assertThat(hint.tokensPerChunk()).isGreaterThan(1);
        assertThat(hint.why()).contains("path carries ");
    }

    private static void assertMostAreCongested(Hint hint) {
        assertThat(hint.scope()).isEqualTo(Scope.SITE);
        assertThat(hint.seq()).isEqualTo(2);
        assertThat(hint.state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(hint.why()).isEqualTo("4 of 5 active clients are congested");
    }

    private static void assertNamesNoRecord(Path file) throws Exception {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("dev.tokenflow.job.")
                .doesNotContain("dev.tokenflow.core")
                .doesNotContain("dev.tokenflow.protocol")
                .doesNotContain("dev.tokenflow.job.record");
    }

    static void savePaths(Path file) throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG)) {
            feed(chain, 0, 20);
            OperatorSnapshotUtil.writeStateHandle(chain.pace.snapshot(1, 1), file.toString());
        }
    }

    private static Hint firstAfterRestore(Path file) throws Exception {
        var pace = Harness.closedPace(Harness.CONFIG);
        pace.initializeState(OperatorSnapshotUtil.readStateHandle(file.toString()));
        pace.open();
        try (Chain chain = new Chain(Harness.fold(Harness.CONFIG), pace)) {
            feed(chain, 20, 30); // the first reading may say nothing new
            return chain.hints("client/" + CLIENT).get(0);
        }
    }

    static void saveSite(Path file) throws Exception {
        try (var pace = PaceSitesFunctionTest.pace()) {
            pace.processElement1(PaceSitesFunctionTest.reading(ReadingKind.UPDATE, 800), 799);
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 3, 2, 1, 900), 899);
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 7, 3, 3, 900), 899);
            OperatorSnapshotUtil.writeStateHandle(pace.snapshot(1, 1), file.toString());
        }
    }

    private static Hint nextOfSite(Path file) throws Exception {
        try (var pace = PaceSitesFunctionTest.closedPace()) {
            pace.initializeState(OperatorSnapshotUtil.readStateHandle(file.toString()));
            pace.open();
            pace.processElement1(PaceSitesFunctionTest.reading(ReadingKind.UPDATE, 1_000), 999);
            return PaceSitesFunctionTest.last(pace);
        }
    }

    /**
     * Slides of 200 ms of a client with 20 streams: a second of 40 ms, two seconds of 400 ms, and 40 ms from then on.
     */
    private static void feed(Chain chain, int fromSlide, int toSlide) throws Exception {
        TestAgent agent = new TestAgent("host", 1);
        for (int slide = 0; slide < toSlide; slide++) {
            long endMs = 1_000 + 200L * slide;
            double rttMs = slide >= 5 && slide < 15 ? 400 : 40;
            for (int stream = 0; stream < 20; stream++) {
                agent.ack(endMs - 150 + stream, CLIENT, stream, rttMs, 300);
                agent.ack(endMs - 50 + stream, CLIENT, stream, rttMs, 300);
            }
            ShardBatch batch = Harness.checked(agent.raw(endMs - 10), "host");
            if (slide >= fromSlide) {
                chain.send(batch).watermark(endMs + 50);
            }
        }
    }

    private static Path resource(String name) throws Exception {
        return Path.of(SavedPacingTest.class.getResource("/snapshots/" + name).toURI());
    }
}
