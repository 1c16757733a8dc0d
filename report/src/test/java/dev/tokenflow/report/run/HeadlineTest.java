package dev.tokenflow.report.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.report.text.Quantiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    @Test
    void saysWhatPacingDidInTheNarrowestPhase() {
        assertThat(Headline.of(summary(
                        arm("unpaced", 9330.0, 12_591L),
                        arm("gzip-selfclocked", 1900.0, 18_000L),
                        arm("tokenflow-plain", 100.0, 18_000L),
                        arm("tokenflow", 83.0, 18_000L))))
                .isEqualTo("In the congested phase (500 kbit/s) the arm tokenflow delivered tokens with 83 ms p95"
                        + " delay against"
                        + " 9.33 s unpaced and 1.9 s gzip-selfclocked, at full token count.");
    }

    @Test
    void saysWhenTokensAreMissing() {
        assertThat(Headline.of(summary(arm("unpaced", 9330.0, 12_591L), arm("tokenflow-plain", 25.0, 7_200L))))
                .endsWith("unpaced, at 40 % of the tokens.");
    }

    @Test
    void claimsNothingThatWasNotMeasured() {
        assertThat(Headline.of(summary(arm("tokenflow-plain", null, null))))
                .isEqualTo(
                        "In the congested phase (500 kbit/s) no token delay of the arm tokenflow-plain was measured.");
        assertThat(Headline.of(summary(arm("unpaced", 9330.0, 1L))))
                .isEqualTo("The run has no figures of the arm tokenflow.");
        assertThat(Headline.of(summary(arm("tokenflow-plain", 83.0, null))))
                .isEqualTo("In the congested phase (500 kbit/s) the arm tokenflow-plain delivered tokens with 83 ms p95"
                        + " delay.");
    }

    private static ArmResult arm(String name, Double p95, Long delivered) {
        PhaseResult congested =
                new PhaseResult("congested", new Quantiles(null, p95, null), delivered, null, Quantiles.UNKNOWN);
        LinkFigures far = new LinkFigures(
                delivered,
                18_000L,
                Quantiles.UNKNOWN,
                Quantiles.UNKNOWN,
                Quantiles.UNKNOWN,
                null,
                null,
                null,
                Quantiles.UNKNOWN,
                null,
                null,
                null,
                List.of(congested));
        return new ArmResult(name, far, LinkFigures.UNKNOWN, null, null, null);
    }

    private static RunSummary summary(ArmResult... arms) {
        return SyntheticRun.withoutFigures("kernel", SyntheticRun.phases(), List.of(arms));
    }
}
