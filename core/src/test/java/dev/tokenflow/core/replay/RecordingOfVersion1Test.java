package dev.tokenflow.core.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.Slots;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.hint.Scope;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A recording of version 1 of the batch format (168 bytes an event), and what the code of that time made of it: written
 * once, never changed since. Panes had 100 ms then, and paths were grouped in another way, so the order of those that
 * are read at the same instant does not count.
 */
class RecordingOfVersion1Test {
    private static final long END_MS = 1_700_000_004_000L;

    @Test
    void itsFeaturesAndSignalsAreThoseOfItsTime() throws Exception {
        List<String> expected = new String(resource("recording-v1.readings"), StandardCharsets.UTF_8)
                .lines()
                .map(RecordingOfVersion1Test::withoutNewest)
                .toList();

        assertThat(readings(recorded())).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void writtenAgainInThePresentVersionItGivesTheSame() throws Exception {
        List<Batch> again = new ArrayList<>();
        for (Batch batch : recorded()) {
            again.add(BatchCodec.decode(batch.retold(batch.header(), ns -> ns)));
        }

        assertThat(readings(again)).isEqualTo(readings(recorded()));
    }

    private static List<Batch> recorded() throws Exception {
        byte[] file = resource("recording-v1.tfev");
        List<Batch> batches = new ArrayList<>();
        for (int at = 0; at < file.length; ) {
            byte[] prefix = Arrays.copyOfRange(file, at, at + BatchCodec.PREFIX_BYTES);
            int bytes = (int) BatchCodec.recordBytes(prefix);
            batches.add(BatchCodec.decode(Arrays.copyOfRange(file, at, at + bytes)));
            at += bytes;
        }
        assertThat(batches).hasSize(60);
        assertThat(batches.stream().mapToInt(Batch::count).sum()).isEqualTo(105);
        return batches;
    }

    /**
     * The readings of clients as text, without the names of their members, and without the tenant and the causes, who
     * were unknown then.
     */
    private static List<String> readings(List<Batch> batches) {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(Slots.OF_100_MS, LifetimeConfig.DEFAULT, tally);
        for (Batch batch : batches) {
            BatchHeader header = batch.header();
            replay.add(batch, header.monoToWallNs());
        }
        replay.advance(END_MS);
        return tally.readings.stream()
                .filter(reading -> reading.features().scope() == Scope.CLIENT)
                .map(RecordingOfVersion1Test::text)
                .toList();
    }

    private static String text(PathReading reading) {
        PathCauses causes = reading.signals().causes();
        assertThat(reading.features().facts()).isEqualTo(PathFacts.UNKNOWN);
        assertThat(new PathCauses(causes.timeoutAgeMs(), 0, causes.receiverLimitedShare(), 0, 0))
                .isEqualTo(PathCauses.UNKNOWN);
        String text = reading.kind() + " " + reading.features() + " " + reading.signals() + " "
                + Arrays.toString(reading.sites());
        return withoutNewest(text.replace("tenant=, ", "")
                .replaceAll(", (facts|causes)=\\w+\\[[^]]+]", "")
                .replaceAll("\\w+=", ""));
    }

    /** The newest round trip is that of all agents now; then it was that of one of those whose panes ended together. */
    private static String withoutNewest(String text) {
        return text.replaceFirst("(PathSignals\\[(?:[^,]+, ){4})[^,]+,", "$1-,");
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = RecordingOfVersion1Test.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
