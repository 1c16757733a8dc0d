package dev.tokenflow.lab.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.sender.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmsTest {
    private static final String ALL =
            "unpaced, selfclocked, timer50, chunk4, sigmoid, aimd, gradient2, pid, oracle, tokenflow-plain, gzip,"
                    + " gzip-selfclocked, gzip-chunk4, oracle-gzip, tokenflow";

    @Test
    void everyArmIsFoundByItsName() {
        assertThat(Arms.names(Arms.all())).isEqualTo(ALL);
        assertThat(Arms.all()).allSatisfy(arm -> assertThat(Arms.of(arm.name())).isEqualTo(arm));
        assertThat(Arms.of(" AIMD ")).isEqualTo(Arms.AIMD);
    }

    @ParameterizedTest
    @CsvSource({"fixed,chunk4", "seed,sigmoid", "ours,tokenflow-plain", "paced,tokenflow-plain"})
    void anOldNameIsRefusedAndTheNewOneNamed(String old, String now) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arms.of(old))
                .withMessage("the arm '" + old + "' is now called '" + now + "'");
        assertThat(Arms.of(now).name()).isEqualTo(now);
    }

    @Test
    void anUnknownNameIsRefusedWithAllNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arms.of("mine"))
                .withMessage("'mine' is no arm, expected one of " + ALL);
    }

    @Test
    void aLawNeedsASenderThatObeysAndNothingElseDoes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arm("x", Sender.UNPACED, Advice.HINTS, PacingAlgorithm.PID, LoopSettings.WHOLE))
                .withMessageContaining("sender 'unpaced', expected the sender 'hinted' exactly with a law");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arm("x", Sender.HINTED, Advice.HINTS, null, LoopSettings.WHOLE))
                .withMessageContaining("expected a law exactly with HINTS and CONSTANT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arm("x", Sender.HINTED, Advice.NONE, null, LoopSettings.WHOLE))
                .withMessageContaining("expected the sender 'hinted' exactly with a law");
    }

    @ParameterizedTest
    @CsvSource({"gzip,unpaced", "gzip-selfclocked,selfclocked", "gzip-chunk4,chunk4", "oracle-gzip,oracle"})
    void aCompressedArmIsItsPlainTwinInGzip(String compressed, String plain) {
        assertThat(Arms.of(compressed)).isEqualTo(Arms.of(plain).gzipped(compressed));
        assertThat(Arms.of(compressed).isCompressed()).isTrue();
        assertThat(Arms.of(compressed).with(LoopSettings.WHOLE.silentAfter(3)).isCompressed())
                .isTrue();
        assertThat(Arms.of(plain).isCompressed()).isFalse();
        assertThat(Arms.of(plain).wireCost()).isEqualTo(WireCost.DEFAULT);
        assertThat(Arms.of(compressed).wireCost().chunkBytes(1)).isCloseTo(74.55, within(1e-9));
    }

    @Test
    void tokenflowDiffersFromItsPlainTwinInTheSenderThatCountsBytesToo() {
        Arm plain = Arms.TOKENFLOW_PLAIN;
        assertThat(Arms.TOKENFLOW)
                .isEqualTo(new Arm(
                        "tokenflow", Sender.BUDGETED, plain.advice(), plain.law(), plain.loop(), ContentCoding.GZIP));
    }

    @Test
    void theGatewayCarriesTheCompressedArmsThatItCanSend() {
        assertThat(Arms.all())
                .filteredOn(Arm::isCarriedByGateway)
                .containsExactly(Arms.GZIP_SELFCLOCKED, Arms.TOKENFLOW);
    }

    @Test
    void theVariantsDifferInTheirNamesAndLoopsAlone() {
        assertThat(Arms.ablations(LoopSettings.WHOLE))
                .extracting(Arm::name)
                .containsExactly(
                        "no-chunks",
                        "no-rate",
                        "forecast-learnt",
                        "forecast-every-queue-stands",
                        "forecast-no-queue-stands",
                        "delay-0",
                        "delay-100",
                        "delay-300",
                        "delay-1000",
                        "silent-10s");
        assertThat(Arms.ablations(LoopSettings.WHOLE))
                .allSatisfy(arm -> assertThat(arm.with(LoopSettings.WHOLE))
                        .isEqualTo(Arms.TOKENFLOW_PLAIN.variant(arm.name(), LoopSettings.WHOLE)));
    }
}
