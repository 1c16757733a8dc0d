package dev.tokenflow.protocol.incident;

/**
 * Numbers that a person can check an incident by; NaN = unknown. Of clients these are medians over those in trouble, of
 * an engine over its slow streams.
 *
 * @param chance how probable it is that so many are in trouble by coincidence, 0 to 1; NaN of one client alone
 * @param rttMs round trip, ms
 * @param usualRttMs the smallest round trip of the last ten minutes, ms
 * @param lossShare share of segments lost, 0 to 1
 * @param gapMs time between one token and the next as the engine makes them, ms
 * @param usualGapMs the same as it usually is, ms
 * @param firstMs time from a request to the engine's first token, ms
 * @param usualFirstMs the same as it usually is, ms
 */
public record IncidentEvidence(
        double chance,
        double rttMs,
        double usualRttMs,
        double lossShare,
        double gapMs,
        double usualGapMs,
        double firstMs,
        double usualFirstMs) {
    /** Nothing is known. */
    public static final IncidentEvidence NONE = ofPaths(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Of clients. */
    public static IncidentEvidence ofPaths(double chance, double rttMs, double usualRttMs, double lossShare) {
        return new IncidentEvidence(
                chance, rttMs, usualRttMs, lossShare, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** Of an engine. */
    public static IncidentEvidence ofEngine(
            double chance, double gapMs, double usualGapMs, double firstMs, double usualFirstMs) {
        return new IncidentEvidence(
                chance, Double.NaN, Double.NaN, Double.NaN, gapMs, usualGapMs, firstMs, usualFirstMs);
    }
}
