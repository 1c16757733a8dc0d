package dev.tokenflow.core.model.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Tenant;
import dev.tokenflow.protocol.json.JsonException;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PathRowCodecTest {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /**
     * A model is served what it is trained on: the sample read back from the topic is, bit for bit, the one made of the
     * reading.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void trainingSeesWhatServingSees(long seed) throws JsonException {
        PathReading reading = reading(new Random(seed));
        PathScore score = new PathScore(0.7, Diagnosis.LOSS, "loss 1.2 %", 41, 50, 42, 60, true, "anomaly 1");

        PathRowCodec.Row row = PathRowCodec.decode(PathRowCodec.encode(reading, score));

        PathSample served = PathSample.of(reading);
        assertThat(row.sample()).isEqualTo(served);
        assertThat(row.alarm()).isFalse();
        assertThat(row.diagnosis()).isEqualTo(Diagnosis.LOSS);
        double[] trained = new double[PathInputs.FORECAST.size()];
        double[] scored = new double[PathInputs.FORECAST.size()];
        PathInputs.forecast(row.sample(), trained);
        PathInputs.forecast(served, scored);
        assertThat(trained).isEqualTo(scored);
    }

    @Test
    void whatIsNoRowIsRefusedByItsMember() {
        assertThatThrownBy(() -> PathRowCodec.decode("{}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> PathRowCodec.decode("{\"rtt_ms\":{},\"scope\":1}"))
                .hasMessageContaining("'scope' should be a string");
        assertThatThrownBy(
                        () -> PathRowCodec.decode("{\"rtt_ms\":{},\"scope\":\"a\",\"key\":\"b\",\"window_end\":\"x\"}"))
                .hasMessageContaining("window_end");
    }

    @Test
    void whatMostProbesDoNotTellIsLeftOutWhereItIsUnknown() {
        String known = PathRowCodec.encode(
                reading(new Random(1), new PathFacts(2, 3, 0, 0.6251, 0, 0.01, 31.2346)), PathScore.NONE);
        String unknown = PathRowCodec.encode(reading(new Random(1), PathFacts.UNKNOWN), PathScore.NONE);

        assertThat(known)
                .endsWith(",\"timeouts\":2,\"fast_retransmits\":3,\"reorderings\":0,"
                        + "\"receiver_limited_share\":0.625,\"send_buffer_limited_share\":0.0,"
                        + "\"ce_share\":0.01,\"handshake_rtt_ms\":31.235}");
        assertThat(unknown).doesNotContain("timeouts", "receiver_limited_share", "ce_share", "handshake");
    }

    private static PathFacts facts(Random r) {
        return r.nextBoolean()
                ? PathFacts.UNKNOWN
                : new PathFacts(
                        r.nextInt(9),
                        r.nextInt(9),
                        r.nextInt(9),
                        r.nextDouble(),
                        r.nextDouble(),
                        Double.NaN,
                        100 * r.nextDouble());
    }

    private static PathReading reading(Random r) {
        return reading(r, facts(r));
    }

    private static PathReading reading(Random r, PathFacts facts) {
        double rtt = r.nextInt(5) == 0 ? Double.NaN : 300 * r.nextDouble();
        PathFeatures features = new PathFeatures(
                PathName.client(Tenant.NONE, 0, 0xffffcb007107L),
                1_763_917_152_000L + r.nextInt(100_000),
                r.nextInt(1_000),
                rtt,
                rtt * 3.3,
                rtt * 1.1,
                rtt / 3 * 4,
                rtt / 7 * 9,
                r.nextDouble(),
                r.nextInt(10_000),
                r.nextInt(100),
                r.nextInt(10),
                r.nextDouble(),
                1e6 * r.nextDouble(),
                r.nextInt(50),
                r.nextInt(50),
                r.nextInt(1 << 20),
                r.nextDouble(),
                rtt,
                rtt / 11 * 13,
                rtt / 13 * 17,
                rtt / 3,
                1.763917152e12 + r.nextDouble(),
                false,
                facts);
        PathSignals signals = new PathSignals(
                features.windowEndMs(),
                5,
                10,
                rtt / 3 * 5,
                rtt,
                rtt / 3,
                1,
                1,
                1,
                0,
                0,
                1,
                0,
                1,
                1,
                1,
                PathCauses.UNKNOWN);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {"site"});
    }
}
