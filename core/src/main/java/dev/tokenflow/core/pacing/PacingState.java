package dev.tokenflow.core.pacing;

/**
 * A law's present decision on one path, and what it remembers of that path.
 *
 * @param decision what is asked of the senders now
 * @param memory numbers whose meaning only the law knows; never changed once they are here. Empty or of another length
 *     = a law that was changed meanwhile: it begins anew
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record PacingState(PacingDecision decision, double[] memory) {}
