package dev.tokenflow.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The laws are bit-identical to what they were when {@link RecordedSteps} and the sums below were written. Whoever
 * changes a law on purpose writes them anew, with lab's {@code LawRecorder} and with what this test then prints.
 */
class RecordedLawTest {
    private static final double NEVER = Long.MIN_VALUE;
    private static final double NONE = Double.NaN;

    private static List<RecordedSteps> recordings;

    @BeforeAll
    static void read() throws IOException {
        recordings = RecordedSteps.all();
    }

    /** Java leaves the last bit of exp and log to the platform; all that is compared here was written on x86-64. */
    @BeforeAll
    static void onlyWhereExpAndLogHaveTheSameLastBit() {
        long sum = 1;
        for (int i = 1; i < 1_000; i++) {
            sum = 31 * sum + Double.doubleToLongBits(Math.exp(-i / 7.3));
            sum = 31 * sum + Double.doubleToLongBits(Math.log(i * 7.3));
        }
        assumeThat(sum).isEqualTo(-4984010763697899574L);
    }

    @Test
    void theLawIsBitIdenticalOverRecordedSignals() {
        for (RecordedSteps recording : recordings) {
            PacingLaw law = PacingAlgorithm.COALESCE_FIRST.law(
                    PacingConfig.DEFAULT.withRateCap(recording.rateCap()), WireCost.DEFAULT);
            Map<Integer, PacingState> states = new HashMap<>();
            PacingState last = law.initial();
            for (int i = 0; i < recording.steps().size(); i++) {
                RecordedSteps.Step step = recording.steps().get(i);
                PacingState before = states.getOrDefault(step.client(), law.initial());
                last = law.next(before, step.signals(), step.forecast());
                states.put(step.client(), last);

                String where = recording.name() + ", step " + i;
                assertThat(last.decision()).as(where).isEqualTo(step.decision());
                assertThat(Arrays.hashCode(last.memory()))
                        .as(where + ", memory")
                        .isEqualTo(step.memoryHash());
            }
            assertThat(last.memory()).as(recording.name()).isEqualTo(recording.lastMemory());
        }
    }

    /** Otherwise the recording would prove nothing of what it leaves out. */
    @Test
    void theRecordingHasEveryRegime() {
        List<String> reasons = recordings.stream()
                .flatMap(recording -> recording.steps().stream())
                .map(step -> step.decision().why())
                .toList();

        for (String reason : List.of(
                "a queue stands: ",
                "held below the remembered capacity: ",
                "probing for more: ",
                "round trips are near the baseline",
                "round trips rose, one more look",
                " % of segments lost and no queue: ",
                "data is sent again and no ACK came for ",
                "; the forecast is not used",
                " ms are forecast")) {
            assertThat(reasons).as(reason).anyMatch(why -> why.contains(reason));
        }
    }

    /** The sums are over every decision and every memory. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "COALESCE_FIRST, -8346458759244453963, -4646416178793423930, -8169605231008058254",
        "AIMD, -5264496456705723907, 2841167568547733080, -713872916643971157",
        "GRADIENT2, -7736335807884769732, 9160085135890409453, 8472747739834984897",
        "PID, 3036289468679855465, 7413624828471756121, 3559196104357350390",
        "SIGMOID, 7918748184733160119, -7083575081175729577, -4920278845196119534"
    })
    void everyLawIsBitIdentical(PacingAlgorithm algorithm, long recorded, long plausible, long absurd) {
        assertThat(List.of(overRecordings(algorithm), overDice(algorithm, false), overDice(algorithm, true)))
                .containsExactly(recorded, plausible, absurd);
    }

    /** A path that has become longer for good: no queue of ours, and no simulated link above is seen as one. */
    @Test
    void aRiseThatDoesNotFollowOurDemandIsBitIdentical() {
        PacingLaw law = PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT);
        PacingState state = law.initial();
        List<String> reasons = new ArrayList<>();
        long sum = 1;
        for (int i = 0; i < 300; i++) {
            double rttMs = i < 20 || i > 250 ? 41 : 160 + i % 3;
            double goodput = 10
                    * WireCost.DEFAULT.streamBytesPerSecond(50, state.decision().tokensPerChunk());
            state = law.next(
                    state,
                    new PathSignals(
                            1_000 + 200L * i,
                            50,
                            10,
                            rttMs,
                            rttMs,
                            40,
                            goodput,
                            goodput,
                            900,
                            0,
                            0,
                            10,
                            0,
                            1,
                            9,
                            10,
                            PathCauses.UNKNOWN));
            reasons.add(state.decision().why());
            sum = 31 * sum + sumOf(state);
        }

        assertThat(reasons).anyMatch(why -> why.endsWith(" ms stands that does not follow our demand: released"));
        assertThat(sum).isEqualTo(5120604223550857661L);
    }

    /** Savepoints hold these arrays: their places keep their meaning. */
    @Test
    void thePlacesOfTheMemoryStay() {
        PacingLaw law = PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT);

        assertThat(law.initial().memory())
                .containsExactly(
                        NONE, NONE, NEVER, NEVER, NONE, NONE, NEVER, NONE, NONE, 1.5, NEVER, 4000, NONE, NEVER, NEVER,
                        NEVER, NEVER, NONE, NONE, NONE, NEVER, NEVER, NONE, NEVER);

        PathSignals queue = new PathSignals(
                1000, 100, 0, 300, 300, 40, 250_000, 250_000, 1000, 0, 0, 30, 0, 1, 10, 30, PathCauses.UNKNOWN);
        double capacity = 250_000;
        double budget = capacity * (0.85 - 260 / 1500.0);
        double demand = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, 1);
        assertThat(law.next(law.initial(), queue).memory())
                .containsExactly(
                        capacity, budget, 1000, 1000, 260, demand, NEVER, NONE, NONE, 1.5, NEVER, 4000, NONE, 1000,
                        1000, NEVER, NEVER, NONE, NONE, 30, NEVER, NEVER, NONE, 1000);
    }

    /** What is read is written again: 24 numbers, and 88 more when there is a history. */
    @Test
    void aMemoryOutlivesAStall() {
        PacingLaw law = PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT);
        double[] memory = new double[112];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = 1_000 + i;
        }
        PathSignals stall =
                new PathSignals(9000, 0, 1500, NONE, NONE, 40, 0, 0, 1000, 3, 0, 30, 0, 1, 10, 30, PathCauses.UNKNOWN);

        PacingState next = law.next(new PacingState(law.initial().decision(), memory), stall);

        assertThat(next.decision().why()).startsWith("data is sent again");
        assertThat(next.memory()).isEqualTo(memory);
    }

    /** There were 20 numbers first, then 22; what was added since is not known of such a path. */
    @ParameterizedTest
    @CsvSource({"20, 0", "20, 88", "22, 0", "22, 88"})
    void aMemoryOfAnEarlierFormGoesOn(int places, int history) {
        int length = places + history;
        PacingLaw law = PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT);
        double[] memory = new double[length];
        for (int i = 0; i < length; i++) {
            memory[i] = 1_000 + i;
        }
        PathSignals stall =
                new PathSignals(9000, 0, 1500, NONE, NONE, 40, 0, 0, 1000, 3, 0, 30, 0, 1, 10, 30, PathCauses.UNKNOWN);

        double[] next = law.next(new PacingState(law.initial().decision(), memory), stall)
                .memory();

        double[] added = {NEVER, NEVER, NONE, NEVER};
        assertThat(next).hasSize(24 + history);
        assertThat(Arrays.copyOf(next, places)).isEqualTo(Arrays.copyOf(memory, places));
        assertThat(Arrays.copyOfRange(next, places, 24)).isEqualTo(Arrays.copyOfRange(added, places - 20, 4));
        assertThat(Arrays.copyOfRange(next, 24, next.length)).isEqualTo(Arrays.copyOfRange(memory, places, length));
    }

    private static long overRecordings(PacingAlgorithm algorithm) {
        long sum = 1;
        for (RecordedSteps recording : recordings) {
            PacingLaw law = algorithm.law(PacingConfig.DEFAULT.withRateCap(recording.rateCap()), WireCost.DEFAULT);
            Map<Integer, PacingState> states = new HashMap<>();
            for (RecordedSteps.Step step : recording.steps()) {
                PacingState before = states.getOrDefault(step.client(), law.initial());
                PacingState next = law.next(before, step.signals(), step.forecast());
                states.put(step.client(), next);
                sum = 31 * sum + sumOf(next);
            }
        }
        return sum;
    }

    private static long overDice(PacingAlgorithm algorithm, boolean absurd) {
        List<PacingConfig> configs = List.of(
                PacingConfig.DEFAULT,
                PacingConfig.DEFAULT.withRateCap(20),
                PacingConfig.DEFAULT.withoutChunks(),
                PacingConfig.DEFAULT.withoutSlowing());
        SplittableRandom dice = new SplittableRandom(17);
        long sum = 1;
        for (int run = 0; run < 40; run++) {
            PacingLaw law = algorithm.law(configs.get(run % configs.size()), WireCost.DEFAULT);
            PacingState state = law.initial();
            long nowMs = dice.nextInt(1_000);
            double capacity = 50_000;
            for (int i = 0; i < 500; i++) {
                nowMs += absurd ? dice.nextInt(1_000) - 20 : dice.nextInt(10) == 0 ? 70 : 200;
                capacity = Math.max(2_000, Math.min(5e6, capacity * Math.exp(0.3 * dice.nextGaussian())));
                PathSignals signals = absurd ? Signals.absurd(dice, nowMs) : plausible(dice, nowMs, capacity);
                state = law.next(state, signals, forecast(dice));
                sum = 31 * sum + sumOf(state);
            }
        }
        return sum;
    }

    private static long sumOf(PacingState state) {
        PacingDecision decision = state.decision();
        long sum = Double.doubleToLongBits(decision.tokensPerSecond());
        sum = 31 * sum + Double.doubleToLongBits(decision.tokensPerChunk());
        sum = 31 * sum + decision.state().word().hashCode();
        sum = 31 * sum + Double.doubleToLongBits(decision.confidence());
        sum = 31 * sum + Double.doubleToLongBits(decision.bytesPerSecond());
        sum = 31 * sum + decision.why().hashCode();
        return 31 * sum + Arrays.hashCode(state.memory());
    }

    private static PathForecast forecast(SplittableRandom dice) {
        return dice.nextInt(3) > 0 ? PathForecast.NONE : new PathForecast(400 * dice.nextDouble(), dice.nextBoolean());
    }

    /** Mostly near a baseline of 40 ms, sometimes behind a queue, sometimes silent. */
    private static PathSignals plausible(SplittableRandom dice, long nowMs, double capacity) {
        double rtt = 40 + (dice.nextInt(3) == 0 ? 300 * dice.nextDouble() * dice.nextDouble() : 3 * dice.nextDouble());
        boolean silent = dice.nextInt(25) == 0;
        return new PathSignals(
                nowMs,
                silent ? 0 : 1 + dice.nextInt(200),
                silent ? dice.nextInt(40_000) : dice.nextInt(150),
                rtt,
                rtt + dice.nextDouble(),
                40,
                capacity,
                capacity * (0.5 + dice.nextDouble()),
                dice.nextInt(2_000),
                dice.nextInt(4) == 0 ? dice.nextInt(40) : 0,
                dice.nextInt(3),
                1 + dice.nextInt(30),
                dice.nextInt(2) * (long) dice.nextInt(100_000),
                dice.nextDouble(),
                dice.nextInt(100),
                dice.nextInt(100),
                PathCauses.UNKNOWN);
    }
}
