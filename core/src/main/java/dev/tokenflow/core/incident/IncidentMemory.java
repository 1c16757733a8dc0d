package dev.tokenflow.core.incident;

import dev.tokenflow.protocol.incident.Incident;
import java.util.List;

/**
 * What is kept of one tenant's incidents when everything is started anew: the words of clients come again by
 * themselves, these things do not.
 *
 * @param usualShares share of the active that are usually in each trouble
 * @param engines how quick engines usually are
 * @param open incidents that are not over
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IncidentMemory(double[] usualShares, List<UsualEngine> engines, List<Kept> open) {
    /** Of times that are not known the age is 0. */
    public record UsualEngine(String name, double gapMs, double gapAgeMs, double firstMs, double firstAgeMs) {}

    /**
     * An open incident.
     *
     * @param told as it was last told
     * @param openShare share of the active that were in trouble when it was opened
     */
    public record Kept(Incident told, double openShare) {}

    public IncidentMemory {
        engines = List.copyOf(engines);
        open = List.copyOf(open);
    }
}
