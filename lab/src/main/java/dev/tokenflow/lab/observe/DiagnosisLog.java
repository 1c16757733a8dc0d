package dev.tokenflow.lab.observe;

import dev.tokenflow.core.model.path.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/** What the models said of one client, by the monotonic time it was read from the topic. One writer, many readers. */
public final class DiagnosisLog {
    private static final long FRESH_NS = 2_000_000_000L;

    private record Said(long atNs, Diagnosis diagnosis) {}

    private final List<Said> all = new ArrayList<>();

    synchronized void add(long atNs, Diagnosis diagnosis) {
        all.add(new Said(atNs, diagnosis));
    }

    /** The newest word at an instant; unknown when it is older than two seconds. */
    public synchronized Diagnosis at(long nowNs) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Said said = all.get(i);
            if (said.atNs <= nowNs) {
                return said.atNs > nowNs - FRESH_NS ? said.diagnosis : Diagnosis.UNKNOWN;
            }
        }
        return Diagnosis.UNKNOWN;
    }
}
