package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was really the matter with a link, by what the link itself counts: looked at every {@value #SAMPLE_MS} ms, and
 * told for every tenth of a second and for whole seconds.
 *
 * <ul>
 *   <li><b>outage</b>: for half a second or more, nothing gets through.
 *   <li><b>congestion</b>: for all of a tenth of a second, a packet that arrives would wait longer than the queueing
 *       delay that the law calls a queue (5 ms or a quarter of the round trip), or one found the buffer full.
 *   <li><b>loss</b>: the link loses 1 % or more at random.
 *   <li><b>both</b>: loss and congestion, and in the last two seconds the link lost as many packets at random as it had
 *       no room for. Where it had no room for more of them, the rest is not worth a word: to mend it would change
 *       nothing.
 * </ul>
 */
final class LinkTruth {
    static final long SAMPLE_MS = 20;

    private static final int BUCKET_MS = 100;
    private static final int OUTAGE_MS = 500;
    private static final int SAMPLES = (int) (BUCKET_MS / SAMPLE_MS);
    private static final int ATTRIBUTED_BUCKETS = 20;
    private static final int OF_A_SECOND = 1_000 / BUCKET_MS;
    private static final double LEAST_LOSS = 0.01;
    private static final double LEAST_TARGET_MS = 5;
    private static final double TARGET_SHARE = 0.25;
    private static final double NS_PER_MS = 1e6;

    private final List<LinkCounters> samples = new ArrayList<>();

    /** The truth of one tenth of a second, and what the link had lost at its end. */
    private record Bucket(Diagnosis truth, long lost) {}

    private List<Bucket> buckets = List.of();

    /** What the link counts, every {@value #SAMPLE_MS} ms from the beginning on. */
    void add(LinkCounters counters) {
        samples.add(counters);
    }

    /** No more will come. */
    void end() {
        boolean[] outages = outages();
        List<Bucket> all = new ArrayList<>();
        long[] full = new long[samples.size() / SAMPLES + 1];
        long[] lost = new long[full.length];
        for (int i = 0; i + SAMPLES < samples.size(); i += SAMPLES) {
            int bucket = all.size();
            LinkCounters first = samples.get(i);
            LinkCounters last = samples.get(i + SAMPLES);
            full[bucket + 1] = last.droppedFull();
            lost[bucket + 1] = last.droppedLoss();
            boolean stands = true;
            int out = 0;
            for (int s = i; s < i + SAMPLES; s++) {
                stands &= samples.get(s).queueNs() / NS_PER_MS
                        > targetMs(samples.get(s).phase());
                out += outages[s] ? 1 : 0;
            }
            boolean congested = stands || last.droppedFull() > first.droppedFull();
            boolean loses = first.phase().loss() >= LEAST_LOSS;
            int from = Math.max(0, bucket + 1 - ATTRIBUTED_BUCKETS);
            boolean isWorthAWord = lost[bucket + 1] - lost[from] >= full[bucket + 1] - full[from];
            Diagnosis truth = out > SAMPLES / 2
                    ? Diagnosis.OUTAGE
                    : congested
                            ? (loses && isWorthAWord ? Diagnosis.CONGESTION_AND_LOSS : Diagnosis.CONGESTION)
                            : loses ? Diagnosis.LOSS : Diagnosis.NORMAL;
            all.add(new Bucket(truth, last.droppedLoss()));
        }
        buckets = all;
    }

    private static double targetMs(LinkPhase phase) {
        return Math.max(LEAST_TARGET_MS, TARGET_SHARE * 2 * phase.delay().toNanos() / NS_PER_MS);
    }

    private boolean[] outages() {
        boolean[] outages = new boolean[samples.size()];
        int from = 0;
        while (from < outages.length) {
            int to = from;
            while (to < outages.length && passesNothing(samples.get(to), samples.get(from))) {
                to++;
            }
            if ((to - from) * SAMPLE_MS >= OUTAGE_MS) {
                Arrays.fill(outages, from, to, true);
            }
            from = Math.max(to, from + 1);
        }
        return outages;
    }

    private static boolean passesNothing(LinkCounters now, LinkCounters since) {
        boolean closed = now.phase().rateBitsPerSecond() == 0 || now.phase().loss() >= 1;
        return closed && now.forwardedPackets() == since.forwardedPackets();
    }

    /** Whole seconds that were told of. */
    int seconds() {
        return buckets.size() / OF_A_SECOND;
    }

    /**
     * What prevailed in a second, and the last instant of that second at which it did.
     *
     * @param endMs since the beginning
     */
    record Second(Diagnosis truth, long endMs) {}

    Second second(int number) {
        Map<Diagnosis, Integer> counts = new EnumMap<>(Diagnosis.class);
        Diagnosis prevailing = Diagnosis.UNKNOWN;
        int last = 0;
        for (int i = OF_A_SECOND * number; i < OF_A_SECOND * (number + 1); i++) {
            Diagnosis truth = buckets.get(i).truth();
            int count = counts.merge(truth, 1, Integer::sum);
            if (count >= counts.getOrDefault(prevailing, 0)) {
                prevailing = truth;
            }
        }
        for (int i = OF_A_SECOND * number; i < OF_A_SECOND * (number + 1); i++) {
            last = buckets.get(i).truth() == prevailing ? i : last;
        }
        return new Second(prevailing, (last + 1L) * BUCKET_MS);
    }

    /**
     * A time in which the truth did not change.
     *
     * @param fromMs since the beginning
     * @param thirdLossMs when the third segment in it was lost; -1 = never
     */
    record Stretch(Diagnosis truth, long fromMs, long toMs, long thirdLossMs) {}

    /** Stretches of at least so many ms, without the first of all. */
    List<Stretch> stretches(long leastMs) {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= buckets.size(); i++) {
            if (i == buckets.size()
                    || buckets.get(i).truth() != buckets.get(from).truth()) {
                if (from > 0 && (long) (i - from) * BUCKET_MS >= leastMs) {
                    stretches.add(new Stretch(
                            buckets.get(from).truth(), (long) from * BUCKET_MS, (long) i * BUCKET_MS, third(from, i)));
                }
                from = i;
            }
        }
        return stretches;
    }

    private long third(int from, int to) {
        long before = buckets.get(from - 1).lost();
        for (int i = from; i < to; i++) {
            if (buckets.get(i).lost() - before >= 3) {
                return (i + 1L) * BUCKET_MS;
            }
        }
        return -1;
    }
}
