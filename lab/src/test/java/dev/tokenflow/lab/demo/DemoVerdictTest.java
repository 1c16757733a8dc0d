package dev.tokenflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.run.JobFigures;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.SyntheticRun;
import dev.tokenflow.report.run.VerdictLine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoVerdictTest {
    private static final RunSummary RUN = SyntheticRun.of(1).summary();

    @Test
    void theLoopClosedWhenEventsCameHintsWentAndTheArmWithHintsChangedAndCameBack() {
        assertThat(DemoVerdict.loopClosed(RUN)).isTrue();
        assertThat(DemoVerdict.loopClosed(with(0L, 1L, 0.6, 1.4))).isFalse();
        assertThat(DemoVerdict.loopClosed(with(null, 1L, 0.6, 1.4))).isFalse();
        assertThat(DemoVerdict.loopClosed(with(1L, 0L, 0.6, 1.4))).isFalse();
        assertThat(DemoVerdict.loopClosed(with(1L, 1L, null, 1.4))).isFalse();
        assertThat(DemoVerdict.loopClosed(with(1L, 1L, 0.6, null))).isFalse();
    }

    @Test
    void everyTargetHasItsLine() {
        List<VerdictLine> lines = DemoVerdict.of(RUN);
        assertThat(lines)
                .extracting(VerdictLine::name)
                .doesNotHaveDuplicates()
                .contains(
                        "RTT events",
                        "events lost",
                        "p95 token delay in phase congested, tokenflow / unpaced",
                        "p95 token delay in phase congested, tokenflow / gzip-selfclocked",
                        "tokens delivered, tokenflow / gzip-selfclocked",
                        "extra p95 token delay over unpaced, clean link",
                        "extra p95 token delay over unpaced, phase clean",
                        "extra p95 token delay over gzip-selfclocked, phase loss",
                        "false slowdown, clean link");
        assertThat(line(lines, "RTT events").met()).isTrue();
        VerdictLine delay = line(lines, "p95 token delay in phase congested, tokenflow / gzip-selfclocked");
        assertThat(delay.target()).isEqualTo("<= 0.4");
        assertThat(delay.value()).isBetween(0.01, 0.2);
        assertThat(line(lines, "extra p95 token delay over gzip-selfclocked, phase loss")
                        .target())
                .isEqualTo("<= 5");
    }

    @Test
    void anUnknownFigureLeavesItsLineOpen() {
        assertThat(line(DemoVerdict.of(with(null, 1L, 0.6, 1.4)), "RTT events").met())
                .isNull();
        assertThat(line(DemoVerdict.of(with(0L, 1L, 0.6, 1.4)), "RTT events").met())
                .isFalse();
    }

    private static VerdictLine line(List<VerdictLine> lines, String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RunSummary with(
            @Nullable Long rttEvents, Long hints, @Nullable Double cutS, @Nullable Double recoverS) {
        AgentFigures agent = new AgentFigures(rttEvents, 1L, 0L, "test");
        JobFigures job = new JobFigures(1L, 0L, 0L, 1L, hints);
        return new RunSummary(
                RUN.network(),
                RUN.startedAt(),
                RUN.durationS(),
                RUN.seed(),
                RUN.streams(),
                RUN.tokensPerSecond(),
                RUN.machine(),
                RUN.versions(),
                RUN.linkPhases(),
                agent,
                RUN.kafka(),
                job,
                RUN.loopLatencyMs(),
                RUN.arms(),
                cutS,
                recoverS,
                List.of());
    }
}
