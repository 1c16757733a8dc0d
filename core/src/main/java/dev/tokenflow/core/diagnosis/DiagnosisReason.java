package dev.tokenflow.core.diagnosis;

import dev.tokenflow.core.path.PathSignals;
import java.util.Locale;

/** Says why a path is called what it is called, in numbers that a person can check. */
final class DiagnosisReason {
    private DiagnosisReason() {}

    static String of(DiagnosisMemory memory, PathSignals in, UsualRange usual) {
        return switch (memory.word) {
            case UNKNOWN -> "no round trip was seen lately";
            case OUTAGE ->
                text(
                        "nothing was answered for %d ms, usually something is every %.0f ms",
                        in.sampleAgeMs(), Math.max(1, Float.isNaN(memory.gapMs) ? 1 : memory.gapMs));
            case SLOW_READER ->
                text(
                        "the receiver's window was the limit for %.0f %% of the time",
                        100 * in.causes().receiverLimitedShare());
            case SLOW_SENDER -> "the sender has less to send than usual";
            case CONGESTION ->
                queue(memory, in) + (memory.recentLost >= 1 ? ", " + loss(memory, usual) + ", of the queue" : "");
            case LOSS -> loss(memory, usual) + "; " + roundTrip(in);
            case CONGESTION_AND_LOSS -> queue(memory, in) + "; " + loss(memory, usual);
            case NORMAL -> roundTrip(in) + "; " + loss(memory, usual);
        };
    }

    private static String queue(DiagnosisMemory memory, PathSignals in) {
        return text(
                "a queue of %.0f ms: round trip %.0f ms, usually %.0f ms",
                memory.delayMs, in.baselineRttMs() + memory.delayMs, in.baselineRttMs());
    }

    private static String roundTrip(PathSignals in) {
        return text("round trip as usual, %.0f ms", in.rttP50Ms());
    }

    private static String loss(DiagnosisMemory memory, UsualRange usual) {
        float[] levels = memory.levels;
        double share = memory.word == Diagnosis.CONGESTION
                ? memory.recentLost / Math.max(1, memory.recentSegments)
                : levels == null ? 0 : LossLevels.mean(levels);
        return text("loss %.1f %%", 100 * share)
                + (usual.isKnown()
                        ? text(", usual here %.1f-%.1f %%", 100 * usual.lossLow(), 100 * usual.lossHigh())
                        : "");
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
