package dev.tokenflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.network.ArmLog;
import dev.tokenflow.lab.network.ArmPlan;
import dev.tokenflow.lab.network.LinkStatus;
import dev.tokenflow.lab.network.NetworkLog;
import dev.tokenflow.lab.observe.DiagnosisLog;
import dev.tokenflow.lab.observe.Hints;
import dev.tokenflow.lab.observe.Observations;
import dev.tokenflow.lab.observe.PathLog;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One arm small enough to be worked out by hand: 2 s ample, 3 s narrow, 8 s ample; ten tokens a second. */
class ArmAnalysisTest {
    private static final IpAddress FAR = IpAddress.parse("10.0.0.2");
    private static final IpAddress NEAR = IpAddress.parse("10.0.1.2");
    private static final LinkSchedule FAULTY =
            LinkSchedule.parse("ample 2s rate=10mbit; narrow 3s rate=100kbit; healed 8s rate=10mbit");
    private static final LinkSchedule CLEAN = LinkSchedule.parse("clean 13s rate=10mbit");
    private static final double DEMAND = 1e6;
    private static final double RATE = 10;
    private static final long START = 1_000_000_000_000L;

    private final Map<IpAddress, PathLog> paths = Map.of(FAR, new PathLog(), NEAR, new PathLog());
    private final Observations seen =
            new Observations(client -> paths.getOrDefault(client, new PathLog()), client -> new DiagnosisLog());

    @Test
    void timesToCutAndToRecoverCountFromTheChangesOfTheLink() {
        hints();
        ArmResult result = analysis(Arms.TOKENFLOW_PLAIN).result();
        assertThat(result.name()).isEqualTo("tokenflow-plain");
        assertThat(result.timeToCutS()).isEqualTo(0.6);
        assertThat(result.timeToRecoverS()).isEqualTo(1.25);
        assertThat(result.hintChangesPerMin()).isCloseTo(4 * 60 / 13.0, within(1e-9));
    }

    @Test
    void anArmThatWasNeverCutHasNoTimes() {
        hint(0.5, 1);
        ArmResult result = analysis(Arms.TOKENFLOW_PLAIN).result();
        assertThat(result.timeToCutS()).isNull();
        assertThat(result.timeToRecoverS()).isNull();
        assertThat(result.faultyLink().falseSlowdown()).isZero();
    }

    @Test
    void aClientThatIsNotHeldBackAnyMoreWhenTheLinkHealsHasRecovered() {
        hint(2.6, 4);
        hint(4.5, 1);
        ArmResult result = analysis(Arms.TOKENFLOW_PLAIN).result();
        assertThat(result.timeToCutS()).isEqualTo(0.6);
        assertThat(result.timeToRecoverS()).isZero();
    }

    @Test
    void falseSlowdownIsTheShareOfAmpleTimeHeldBackWithoutTheTimeToSettle() {
        hints();
        LinkFigures figures = analysis(Arms.TOKENFLOW_PLAIN).result().faultyLink();
        assertThat(figures.falseSlowdown()).isCloseTo(0.5 / (2 + 3), within(1e-9));
        assertThat(figures.maxChunk()).isEqualTo(4);
        assertThat(figures.minRate()).isEqualTo(RATE);
    }

    @Test
    void anArmThatDoesNotListenHasNoFiguresOfHints() {
        hints();
        ArmResult result = analysis(Arms.UNPACED).result();
        assertThat(result.timeToCutS()).isNull();
        assertThat(result.faultyLink().falseSlowdown()).isNull();
        assertThat(result.faultyLink().maxChunk()).isNull();
    }

    @Test
    void everyPhaseHasItsOwnTokensDelaysAndRoundTrips() {
        PathLogTest.rtt(paths.get(FAR), at(0.5), 40_000, 100, 1);
        PathLogTest.rtt(paths.get(FAR), at(2.0), 700_000, 100, 1);
        PathLogTest.resent(paths.get(FAR), at(3.0), 3);
        ArmResult result = analysis(Arms.UNPACED).result();
        assertThat(result.faultyLink().tokensDelivered()).isEqualTo(20);
        assertThat(result.faultyLink().retransmits()).isEqualTo(3);
        PhaseResult ample = phase(result, "ample");
        assertThat(ample.tokensDelivered()).isEqualTo(10);
        assertThat(ample.tokenDelayMs().p95()).isCloseTo(50, within(1e-6));
        assertThat(ample.rttMs().p50()).isEqualTo(40);
        assertThat(ample.retransmits()).isZero();
        PhaseResult narrow = phase(result, "narrow");
        assertThat(narrow.tokensDelivered()).isEqualTo(10);
        assertThat(narrow.tokenDelayMs().p50()).isCloseTo(1300, within(1e-6));
        assertThat(narrow.tokenDelayMs().p95()).isCloseTo(1800, within(1e-6));
        assertThat(narrow.rttMs().p95()).isEqualTo(700);
        assertThat(narrow.retransmits()).isEqualTo(3);
        PhaseResult healed = phase(result, "healed");
        assertThat(healed.tokensDelivered()).isZero();
        assertThat(healed.tokenDelayMs().p95()).isNull();
    }

    @Test
    void theTimelineHasARowEveryHalfSecondAndNetwork() {
        hints();
        List<TimelineRow> rows = analysis(Arms.TOKENFLOW_PLAIN).timeline();
        assertThat(rows).hasSize(2 * 26);
        assertThat(rows).filteredOn(row -> row.network() == ClientNetwork.FAR).hasSize(26);
        TimelineRow narrow = rows.get(5); // from 2.5 s to 3 s
        assertThat(narrow.phase()).isEqualTo("narrow");
        assertThat(narrow.seconds()).isEqualTo(3);
        assertThat(narrow.link().capacityBitsPerSecond()).isEqualTo(100e3);
        assertThat(narrow.link().queueMs()).isEqualTo(900);
        assertThat(narrow.hint().tokensPerChunk()).isEqualTo(4);
        assertThat(narrow.readers().tokensDelivered()).isEqualTo(10);
    }

    private static PhaseResult phase(ArmResult result, String name) {
        PhaseResult phase = result.faultyLink().phase(name);
        assertThat(phase).as(name).isNotNull();
        return phase;
    }

    /** Cut 0.6 s into the narrow phase, released 1.25 s after its end, held back once more from 11 s to 11.5 s. */
    private void hints() {
        hint(0.5, 1);
        hint(2.6, 4);
        hint(6.25, 1);
        hint(11, 2);
        hint(11.5, 1);
    }

    private void hint(double atS, double chunk) {
        seen.hintVisible(Hints.of(FAR.toString(), RATE, chunk), at(atS));
    }

    private ArmAnalysis analysis(Arm arm) {
        ArmPlan plan = new ArmPlan(
                0, arm, FAULTY, CLEAN, Duration.ofSeconds(13), 1, RATE, 10, 1, URI.create("http://127.0.0.1:1"));
        AnswerLog steady = new AnswerLog(START, 10);
        for (int token = 1; token <= 10; token++) {
            steady.arrived(at(token / RATE + 0.05), token);
        }
        AnswerLog late = new AnswerLog(at(3), 10);
        late.arrived(at(4.9), 10);
        List<LinkStatus> queue = List.of(new LinkStatus(at(2.9), 900), new LinkStatus(at(9), 0));
        NetworkLog far = new NetworkLog(FAR, FAULTY, readers(steady, late), queue);
        NetworkLog near = new NetworkLog(NEAR, CLEAN, readers(steady), List.of());
        return new ArmAnalysis(new ArmLog(plan, far, near), seen, DEMAND);
    }

    private static ReaderLog readers(AnswerLog... answers) {
        return new ReaderLog(RATE, START, at(13), List.of(answers));
    }

    private static long at(double seconds) {
        return START + Math.round(seconds * 1e9);
    }
}
