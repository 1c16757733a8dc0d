package dev.tokenflow.report.run;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.text.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run in numbers: what {@code summary.json} holds. {@code null} = unknown, never 0.
 *
 * @param network {@code kernel} or {@code simulated}
 * @param startedAt wall clock at the start of the first arm
 * @param durationS seconds of one arm's timeline
 * @param seed of link and streams
 * @param streams concurrent token streams on the faulty link
 * @param tokensPerSecond full rate of the model, per stream
 * @param machine processor, cores, kernel, in words
 * @param versions name to version of what took part
 * @param linkPhases the faulty link's timeline
 * @param agent the agent's counters
 * @param kafka the broker's counters
 * @param job the job's counters
 * @param loopLatencyMs event in the kernel to hint by HTTP, ms
 * @param arms the arms in the order they ran
 * @param timeToCutS of the arm that follows the hints, s
 * @param timeToRecoverS of the arm that follows the hints, s
 * @param verdict what the run had to show
 */
public record RunSummary(
        String network,
        @Nullable Instant startedAt,
        @Nullable Double durationS,
        @Nullable Long seed,
        @Nullable Integer streams,
        @Nullable Double tokensPerSecond,
        @Nullable String machine,
        Map<String, String> versions,
        List<PhaseFacts> linkPhases,
        AgentFigures agent,
        KafkaFigures kafka,
        JobFigures job,
        LoopLatency loopLatencyMs,
        List<ArmResult> arms,
        @Nullable Double timeToCutS,
        @Nullable Double timeToRecoverS,
        List<VerdictLine> verdict) {
    public RunSummary {
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        linkPhases = List.copyOf(linkPhases);
        arms = List.copyOf(arms);
        verdict = List.copyOf(verdict);
        durationS = Known.orNull(durationS);
        tokensPerSecond = Known.orNull(tokensPerSecond);
        timeToCutS = Known.orNull(timeToCutS);
        timeToRecoverS = Known.orNull(timeToRecoverS);
        requireDistinct("arms", arms.stream().map(ArmResult::name).toList());
        requireDistinct("link phases", linkPhases.stream().map(PhaseFacts::name).toList());
    }

    /** The arm of that name; {@code null} when it did not run. */
    public @Nullable ArmResult arm(String name) {
        for (ArmResult arm : arms) {
            if (arm.name().equals(name)) {
                return arm;
            }
        }
        return null;
    }

    /**
     * The arm that follows the hints, which the others are compared with: {@link ArmResult#TOKENFLOW}, or where it did
     * not run {@link ArmResult#TOKENFLOW_PLAIN}; {@code null} when neither did.
     */
    public @Nullable ArmResult hinted() {
        ArmResult compressed = arm(ArmResult.TOKENFLOW);
        return compressed == null ? arm(ArmResult.TOKENFLOW_PLAIN) : compressed;
    }

    /** The phase with the least capacity: where pacing has something to do; {@code null} when all phases are alike. */
    public @Nullable PhaseFacts narrowestPhase() {
        PhaseFacts narrowest = null;
        double most = 0;
        for (PhaseFacts phase : linkPhases) {
            most = Math.max(most, capacity(phase));
            if (narrowest == null || capacity(phase) < capacity(narrowest)) {
                narrowest = phase;
            }
        }
        return narrowest == null || capacity(narrowest) == most ? null : narrowest;
    }

    private static double capacity(PhaseFacts phase) {
        Double limit = phase.capacityBitsPerSecond();
        return limit == null ? Double.POSITIVE_INFINITY : limit;
    }

    private static void requireDistinct(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>(names);
        twice.removeIf(seen::add);
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException(what + " have the same name: " + String.join(", ", twice));
        }
    }
}
