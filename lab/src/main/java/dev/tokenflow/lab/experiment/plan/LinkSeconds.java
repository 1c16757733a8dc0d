package dev.tokenflow.lab.experiment.plan;

import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkTimeline;
import java.util.ArrayList;
import java.util.List;

/**
 * What a link can carry in each second of a run, beside what one token a chunk would need: a property of the link, the
 * same for every arm.
 */
public final class LinkSeconds {
    private static final long SECOND_NS = 1_000_000_000L;

    /** A slowdown is false only where the link carries this many times the demand. */
    private static final double AMPLE = 2;

    /** Seconds a path may take to be found healed. */
    private static final int SETTLE = 5;

    /** A stretch of seconds, from inclusive, to exclusive. */
    public record Stretch(int from, int to) {
        int seconds() {
            return to - from;
        }
    }

    private final double[] bitsPerSecond;
    private final double demand;
    private final boolean constant;

    /**
     * @param demandBitsPerSecond of all streams at one token a chunk
     * @param seconds length of the run, rounded up
     */
    LinkSeconds(LinkTimeline link, double demandBitsPerSecond, int seconds) {
        demand = demandBitsPerSecond;
        bitsPerSecond = new double[seconds];
        for (int second = 0; second < seconds; second++) {
            bitsPerSecond[second] = capacity(link, second * SECOND_NS, (second + 1) * SECOND_NS);
        }
        constant = link.endNs(0) >= seconds * SECOND_NS;
    }

    /** Mean capacity of [from, to), bit/s; infinite without a limit. */
    private static double capacity(LinkTimeline link, long fromNs, long toNs) {
        double bits = 0;
        for (long at = fromNs; at < toNs; ) {
            LinkPhase phase = link.at(at);
            if (phase.rateBitsPerSecond() == LinkPhase.UNLIMITED) {
                return Double.POSITIVE_INFINITY;
            }
            long until = Math.min(toNs, link.endNs(at));
            bits += phase.rateBitsPerSecond() * ((until - at) / 1e9);
            at = until;
        }
        return bits / ((toNs - fromNs) / 1e9);
    }

    /**
     * Whether a demand takes at most a share of what the link carries, in every second of the run.
     *
     * @param demandBitsPerSecond of all streams
     * @param share 0 to 1
     */
    public boolean carries(double demandBitsPerSecond, double share) {
        for (double capacity : bitsPerSecond) {
            if (!(demandBitsPerSecond <= share * capacity)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the link never changed during the run. */
    public boolean constant() {
        return constant;
    }

    /** Capacity in a second of the run, bit/s. */
    public double capacity(int second) {
        return bitsPerSecond[Math.clamp(second, 0, bitsPerSecond.length - 1)];
    }

    public int seconds() {
        return bitsPerSecond.length;
    }

    /** Whether the link carries less than the demand at a time of the run. */
    public boolean congestedAt(long elapsedNs) {
        return elapsedNs >= 0 && capacity((int) (elapsedNs / SECOND_NS)) < demand;
    }

    public boolean anyCongested() {
        return congestedSeconds() > 0;
    }

    public int congestedSeconds() {
        int count = 0;
        for (double capacity : bitsPerSecond) {
            count += capacity < demand ? 1 : 0;
        }
        return count;
    }

    /** Whether a slowdown at a time of the run is false: there is ample room, for more than five seconds already. */
    public boolean amplySettledAt(long elapsedNs) {
        int second = (int) (elapsedNs / SECOND_NS);
        for (int s = second - SETTLE; s <= second; s++) {
            if (s < 0 || !isAmple(s)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Stretches of at least {@code least} seconds in which the link carries less than the demand, each after at least
     * {@code least} seconds in which it does not.
     */
    public List<Stretch> drops(int least) {
        return after(stretches(true), stretches(false), least);
    }

    /** Stretches of at least {@code least} ample seconds, each after congestion of at least {@code least} seconds. */
    public List<Stretch> recoveries(int least) {
        List<Stretch> ample = new ArrayList<>();
        int from = -1;
        for (int s = 0; s <= bitsPerSecond.length; s++) {
            boolean in = s < bitsPerSecond.length && isAmple(s);
            if (in && from < 0) {
                from = s;
            } else if (!in && from >= 0) {
                ample.add(new Stretch(from, s));
                from = -1;
            }
        }
        return after(ample, stretches(true), least);
    }

    private static List<Stretch> after(List<Stretch> stretches, List<Stretch> before, int least) {
        return stretches.stream()
                .filter(s -> s.seconds() >= least)
                .filter(s -> before.stream().anyMatch(b -> b.to() == s.from() && b.seconds() >= least))
                .toList();
    }

    private List<Stretch> stretches(boolean congested) {
        List<Stretch> found = new ArrayList<>();
        int from = 0;
        for (int s = 1; s <= bitsPerSecond.length; s++) {
            if (s == bitsPerSecond.length || (bitsPerSecond[s] < demand) != (bitsPerSecond[from] < demand)) {
                if (bitsPerSecond[from] < demand == congested) {
                    found.add(new Stretch(from, s));
                }
                from = s;
            }
        }
        return found;
    }

    private boolean isAmple(int second) {
        return bitsPerSecond[second] >= AMPLE * demand;
    }
}
