package dev.tokenflow.core.pacing;

/**
 * The bounds and time constants of the coalesce-first law.
 *
 * @param rateCap tokens a second of the fastest stream there is; hints never ask for more; default 50
 * @param rateFloor tokens a second below which no hint goes: a slower stream is slower than people read; default 8
 * @param softChunkDelayMs delay a chunk may add while that is enough; default 200, since readers hardly notice less
 * @param hardChunkDelayMs delay a chunk may add before the rate is cut instead; default 1000
 * @param minTargetMs smallest queueing delay that counts as a queue; default 5, above timer and ACK noise
 * @param targetShare queueing delay that counts as a queue, as a share of the baseline RTT; default 0.25
 * @param headroom share of the measured capacity that is used; default 0.85, so that a standing queue drains
 * @param drainMs time in which a standing queue should be gone; default 1500
 * @param confirmMs how long a moderate queue must stand before it is acted on; default 200, one slide
 * @param probeMs how long a probe is watched before it counts as a success, RTT excluded; default 800: the loop's own
 *     delay and then some
 * @param probeGain how much more demand the first probe tries; default 1.5; each success in a row widens the step
 * @param firstProbeMs quiet time before the first probe; default 4000
 * @param maxProbeMs longest wait between probes that keep failing; default 30000
 * @param freshMs ms after which the newest sample no longer speaks for the path; default 2000
 * @param memoryMs ms without any sample after which all is forgotten; default 30000
 * @param noEffectMs ms a halved demand may leave the queue unmoved before the rise counts as not ours; default 3000
 * @param lossyShare share of segments lost, without a queue, that is called lossy; default 0.005
 */
public record PacingConfig(
        double rateCap,
        double rateFloor,
        double softChunkDelayMs,
        double hardChunkDelayMs,
        double minTargetMs,
        double targetShare,
        double headroom,
        double drainMs,
        double confirmMs,
        double probeMs,
        double probeGain,
        double firstProbeMs,
        double maxProbeMs,
        double freshMs,
        double memoryMs,
        double noEffectMs,
        double lossyShare)
        implements java.io.Serializable {

    public static final PacingConfig DEFAULT = new PacingConfig(
            50, 8, 200, 1000, 5, 0.25, 0.85, 1500, 200, 800, 1.5, 4000, 30_000, 2000, 30_000, 3000, 0.005);

    public PacingConfig {
        require(
                rateFloor > 0 && rateFloor <= rateCap && Double.isFinite(rateCap),
                "rateFloor",
                rateFloor,
                "0 < rateFloor <= rateCap");
        require(
                softChunkDelayMs > 0 && softChunkDelayMs <= hardChunkDelayMs,
                "softChunkDelayMs",
                softChunkDelayMs,
                "0 < soft <= hard chunk delay");
        require(minTargetMs > 0, "minTargetMs", minTargetMs, "> 0");
        require(targetShare >= 0, "targetShare", targetShare, ">= 0");
        require(headroom > 0 && headroom < 1, "headroom", headroom, "0 to 1, exclusive");
        require(drainMs > 0, "drainMs", drainMs, "> 0");
        require(confirmMs >= 0, "confirmMs", confirmMs, ">= 0");
        require(probeMs > 0, "probeMs", probeMs, "> 0");
        require(probeGain > 1, "probeGain", probeGain, "> 1");
        require(
                firstProbeMs > 0 && firstProbeMs <= maxProbeMs,
                "firstProbeMs",
                firstProbeMs,
                "0 < firstProbeMs <= maxProbeMs");
        require(freshMs > 0 && freshMs <= memoryMs, "freshMs", freshMs, "0 < freshMs <= memoryMs");
        require(noEffectMs > 0, "noEffectMs", noEffectMs, "> 0");
        require(lossyShare > 0 && lossyShare < 1, "lossyShare", lossyShare, "0 to 1, exclusive");
    }

    /** The same with another cap; the floor follows when it would stand above it. */
    public PacingConfig withRateCap(double cap) {
        return with(cap, Math.min(rateFloor, cap), softChunkDelayMs, hardChunkDelayMs);
    }

    /** The same with chunks of one token, whatever the path. */
    public PacingConfig withoutChunks() {
        return with(rateCap, rateFloor, 1 / rateCap, 1 / rateCap);
    }

    /** The same at full rate, whatever the path. */
    public PacingConfig withoutSlowing() {
        return with(rateCap, rateCap, softChunkDelayMs, hardChunkDelayMs);
    }

    private PacingConfig with(double cap, double floor, double softMs, double hardMs) {
        return new PacingConfig(
                cap,
                floor,
                softMs,
                hardMs,
                minTargetMs,
                targetShare,
                headroom,
                drainMs,
                confirmMs,
                probeMs,
                probeGain,
                firstProbeMs,
                maxProbeMs,
                freshMs,
                memoryMs,
                noEffectMs,
                lossyShare);
    }

    /** The rate nearest to {@code tokensPerSecond} between {@link #rateFloor} and {@link #rateCap}. */
    public double boundedRate(double tokensPerSecond) {
        return Math.max(rateFloor, Math.min(rateCap, tokensPerSecond));
    }

    private static void require(boolean holds, String key, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
        }
    }
}
