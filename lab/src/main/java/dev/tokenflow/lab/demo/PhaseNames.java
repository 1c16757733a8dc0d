package dev.tokenflow.lab.demo;

import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The link's phases in the words of the report. */
final class PhaseNames {
    private PhaseNames() {}

    /** Bits a second; infinite for an unlimited link. */
    static double capacity(LinkPhase phase) {
        return phase.rateBitsPerSecond() == LinkPhase.UNLIMITED ? Double.POSITIVE_INFINITY : phase.rateBitsPerSecond();
    }

    /** The phases of a timeline with their places in it. */
    static List<PhaseFacts> report(LinkSchedule schedule) {
        List<PhaseFacts> phases = new ArrayList<>();
        double startS = 0;
        for (LinkPhase phase : schedule.phases()) {
            phases.add(report(phase, startS));
            startS += phase.duration().toNanos() / 1e9;
        }
        return phases;
    }

    /** The phase that a timeline is in after {@code elapsedNs}; the last one never ends. */
    static PhaseFacts report(LinkSchedule schedule, long elapsedNs) {
        PhaseFacts found = null;
        for (PhaseFacts phase : report(schedule)) {
            if (found == null || phase.startS() <= elapsedNs / 1e9) {
                found = phase;
            }
        }
        return Objects.requireNonNull(found, "a schedule has a phase");
    }

    private static PhaseFacts report(LinkPhase phase, double startS) {
        double capacity = capacity(phase);
        boolean limited = Double.isFinite(capacity);
        return new PhaseFacts(
                phase.name(),
                startS,
                phase.duration().toNanos() / 1e9,
                limited ? capacity : null,
                limited ? 8e3 * phase.bufferBytes() / capacity : null,
                2 * phase.delay().toNanos() / 1e6, // both directions delay alike
                phase.loss());
    }
}
