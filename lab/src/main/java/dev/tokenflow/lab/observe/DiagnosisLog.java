package dev.tokenflow.lab.observe;

import dev.tokenflow.core.diagnosis.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/**
 * The diagnoses of one client by the models, by the monotonic time at which they were read. One writer, many readers.
 */
public final class DiagnosisLog {
    private static final long FRESH_NS = 2_000_000_000L;

    private record Timed(long atNs, Diagnosis diagnosis) {}

    private final List<Timed> all = new ArrayList<>();

    synchronized void add(long atNs, Diagnosis diagnosis) {
        all.add(new Timed(atNs, diagnosis));
    }

    /** The newest diagnosis at an instant; unknown when it is older than two seconds. */
    public synchronized Diagnosis at(long nowNs) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Timed timed = all.get(i);
            if (timed.atNs <= nowNs) {
                return timed.atNs > nowNs - FRESH_NS ? timed.diagnosis : Diagnosis.UNKNOWN;
            }
        }
        return Diagnosis.UNKNOWN;
    }
}
