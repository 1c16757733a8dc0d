package dev.tokenflow.report.network;

import dev.tokenflow.report.text.Figures;
import java.util.ArrayList;
import java.util.List;

/** Describes the link of a phase in words, the most important property first. */
public final class PhaseText {
    private PhaseText() {}

    /** For example {@code [2 Mbit/s, 1 s buffer, 40 ms]}; what is unknown is left out. */
    public static List<String> parts(PhaseFacts phase) {
        List<String> parts = new ArrayList<>();
        if (phase.capacityBitsPerSecond() != null) {
            parts.add(Figures.bitRate(phase.capacityBitsPerSecond()));
        }
        if (phase.lossRate() > 0) {
            parts.add(Figures.percent(phase.lossRate()) + " loss");
        }
        if (phase.delayMs() != null) {
            parts.add(Figures.delay(phase.delayMs()) + " RTT");
        }
        if (phase.bufferMs() != null) {
            parts.add(Figures.delay(phase.bufferMs()) + " buffer");
        }
        return parts;
    }

    /** The parts, separated by commas. */
    public static String of(PhaseFacts phase) {
        return String.join(", ", parts(phase));
    }
}
