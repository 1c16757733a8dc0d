package dev.tokenflow.core.pacing.capacity;

/**
 * Mean and spread of the logarithm of what was measured, each moment weighted by its length and forgotten
 * exponentially. Nothing counts while nothing is measured, but time passes.
 */
final class FadingLog {
    private final double timeConstantS;
    private double weight;
    private double sum;
    private double squares;

    FadingLog(double timeConstantS) {
        this.timeConstantS = timeConstantS;
    }

    /** Time passes: what was measured counts less. */
    void decay(double seconds) {
        double left = Math.exp(-seconds / timeConstantS);
        weight *= left;
        sum *= left;
        squares *= left;
    }

    /** For {@code seconds} this was measured. */
    void add(double log, double seconds) {
        weight += seconds;
        sum += seconds * log;
        squares += seconds * log * log;
    }

    /** NaN before the first measurement. */
    double mean() {
        return sum / weight;
    }

    /** Standard deviation; NaN before the first measurement. */
    double deviation() {
        double mean = mean();
        return Math.sqrt(Math.max(0, squares / weight - mean * mean));
    }

    /** Share of the remembered time in which something was measured, 0 to 1. */
    double share() {
        return Math.min(1, weight / timeConstantS);
    }
}
