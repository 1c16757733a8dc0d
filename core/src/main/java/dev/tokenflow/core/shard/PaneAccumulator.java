package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.RttBuckets;
import dev.tokenflow.core.pane.RttHistogram;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the events of one path in one pane. It holds sums of the kernel's own deltas and a multiset of samples, so
 * the order of events does not matter.
 */
final class PaneAccumulator {
    /**
     * Most samples of a pane; the round trips of what comes beyond are left out. A histogram, whose counts have 31
     * bits, has room for thousands of such panes.
     */
    static final int MAX_SAMPLES = 1 << 19;

    private static final int FEW = 8;

    final PathGauges path;
    final long endMs;

    /** The same path's next open pane. */
    @Nullable
    PaneAccumulator later;

    private long bytesAcked;
    private long delivered;
    private long retransmits;
    private long dsacks;
    private long appLimited;
    private long variationSumUs;
    private long sumUs;
    private int minUs = Integer.MAX_VALUE;
    private int maxUs;
    private int count;
    private int[] samples = new int[FEW];
    private @Nullable RttHistogram histogram;
    private long newestSampleNs = Long.MIN_VALUE;
    private long oldestEventNs = PaneTimes.NO_EVENT;
    private long highUs = Long.MAX_VALUE;
    private int high;
    private boolean alarmed;
    private final FactSums facts = new FactSums();

    PaneAccumulator(PathGauges path, long endMs) {
        this.path = path;
        this.endMs = endMs;
    }

    void addEvent(TcpEventView event, long wallNs) {
        oldestEventNs = Math.min(oldestEventNs, wallNs);
        bytesAcked += event.bytesAckedDelta();
        delivered += event.deliveredDelta();
        dsacks += event.dsackDelta();
        retransmits += resent(event);
        facts.addEvent(event, wallNs);
        int n = (int) event.rttCount();
        if (n > 0 && n <= MAX_SAMPLES - count) {
            addSamples(n, event.rttSumUs(), (int) event.rttMinUs(), (int) event.rttMaxUs());
            variationSumUs += n * event.mdevUs();
            appLimited += event.appLimited() ? n : 0;
            newestSampleNs = Math.max(newestSampleNs, FactSums.sampledNs(event, wallNs));
        }
    }

    /**
     * Segments sent again since the connection's event before. The kernel's own counter is exact, but has those that
     * did not leave the host; an agent that does not know it tells of each attempt.
     */
    private static long resent(TcpEventView event) {
        boolean isAttempt = event.kindCode() == EventKind.RETRANSMIT.code();
        long notSent = isAttempt && event.notSent() ? event.segments() : 0;
        if (event.hasRetrans()) {
            return Math.max(0, event.retransDelta() - notSent);
        }
        return isAttempt ? event.segments() - notSent : 0;
    }

    /**
     * Adds {@code n} samples of which only the smallest, the largest and the sum are known. The smallest and the
     * largest count once, all others count as the mean of what is left. Count, sum, minimum and maximum stay exact.
     */
    void addSamples(int n, long sampleSumUs, int sampleMinUs, int sampleMaxUs) {
        sumUs += sampleSumUs;
        minUs = Math.min(minUs, sampleMinUs);
        maxUs = Math.max(maxUs, sampleMaxUs);
        put(sampleMaxUs, 1);
        if (n > 1) {
            put(sampleMinUs, 1);
        }
        int others = n - 2;
        if (others > 0) {
            long meanUs = (sampleSumUs - sampleMinUs - sampleMaxUs) / others;
            put((int) Math.max(sampleMinUs, Math.min(sampleMaxUs, meanUs)), others);
        }
    }

    /** Adds the pane of a path that is a part of this path. */
    void addPart(PaneAccumulator part) {
        oldestEventNs = Math.min(oldestEventNs, part.oldestEventNs);
        bytesAcked += part.bytesAcked;
        delivered += part.delivered;
        retransmits += part.retransmits;
        dsacks += part.dsacks;
        facts.addPart(part.facts);
        if (part.count > MAX_SAMPLES - count) {
            return;
        }
        newestSampleNs = Math.max(newestSampleNs, part.newestSampleNs);
        appLimited += part.appLimited;
        variationSumUs += part.variationSumUs;
        sumUs += part.sumUs;
        minUs = Math.min(minUs, part.minUs);
        maxUs = Math.max(maxUs, part.maxUs);
        RttHistogram other = part.histogram;
        if (other != null) {
            count += part.count;
            bucketed(part.count).add(other);
        } else {
            for (int i = 0; i < part.count; i++) {
                put(part.samples[i], 1);
            }
        }
    }

    boolean hasSamples() {
        return count > 0;
    }

    long retransmits() {
        return retransmits;
    }

    /** Of these, tail loss probes. */
    long probes() {
        return facts.probes;
    }

    /** Whether a retransmission timer of its connections ran out. */
    boolean hasTimeout() {
        return facts.hasTimeout();
    }

    /** Whether no round trip was measured since a retransmission timer ran out. */
    boolean isUnanswered() {
        return facts.isUnanswered(newestSampleNs);
    }

    /** Median of what was summed so far, us; only with samples. */
    int medianUs() {
        if (histogram != null) {
            return histogram.quantileUs(0.5);
        }
        sort();
        return samples[(int) RttHistogram.rank(0.5, count) - 1];
    }

    /** From now on samples above this count as high. */
    void watchAbove(long limitUs) {
        highUs = limitUs;
    }

    /** Whether the median of what was summed so far is high, and so are at least {@code samples}. */
    boolean isHigh(int samples) {
        return high >= samples && 2 * (count - high) < count;
    }

    boolean isAlarmed() {
        return alarmed;
    }

    void markAlarmed() {
        alarmed = true;
    }

    /**
     * Appends the pane to a block.
     *
     * @param toMs when it ends: before {@link #endMs} when its shard is not waited for
     */
    void writeTo(PackedOutput out, PackedOutput scratch, long toMs, long panesBack) {
        int flags = PaneView.HAS_EVENTS | (count > 0 ? PaneView.HAS_SAMPLES : 0) | facts.headFlags();
        path.writeHead(out, flags, panesBack);
        out.putVarint(toMs * 1_000_000L - oldestEventNs);
        if (count > 0) {
            out.putVarint(toMs - Math.floorDiv(newestSampleNs, 1_000_000L));
        }
        facts.writeHead(out, toMs);
        scratch.reset();
        writeBody(scratch);
        out.putVarint(scratch.length()).putBytes(scratch.array(), 0, scratch.length());
    }

    private void writeBody(PackedOutput out) {
        boolean lossy = retransmits != 0 || dsacks != 0;
        boolean exact = histogram == null;
        long extraSumUs = exact && count > 0 ? sumUs - sumOfSamples() : 0;
        out.putByte((count > 0 ? PaneBody.HAS_RTT : 0)
                | (lossy ? PaneBody.HAS_LOSS : 0)
                | (extraSumUs != 0 ? PaneBody.HAS_EXTRA_SUM : 0)
                | (appLimited == count ? PaneBody.ALL_APP_LIMITED : appLimited > 0 ? PaneBody.SOME_APP_LIMITED : 0)
                | facts.flags());
        out.putVarint(bytesAcked).putVarint(delivered);
        if (lossy) {
            out.putVarint(retransmits).putVarint(dsacks);
        }
        facts.write(out, delivered);
        if (count == 0) {
            return;
        }
        out.putVarint(count).putVarint(variationSumUs);
        if (appLimited > 0 && appLimited < count) {
            out.putVarint(appLimited);
        }
        if (exact) {
            writeSamples(out, extraSumUs);
        } else {
            writeBuckets(out);
        }
    }

    private void writeSamples(PackedOutput out, long extraSumUs) {
        if (extraSumUs != 0) {
            out.putSigned(extraSumUs);
        }
        sort();
        int before = 0;
        for (int i = 0; i < count; i++) {
            out.putVarint(samples[i] - before);
            before = samples[i];
        }
    }

    private void writeBuckets(PackedOutput out) {
        RttHistogram all = bucketed(0);
        out.putVarint(sumUs).putVarint(minUs).putVarint(maxUs);
        int distinct = 0;
        for (int bucket = all.firstBucket(); bucket < all.endBucket(); bucket++) {
            distinct += all.countAt(bucket) > 0 ? 1 : 0;
        }
        out.putVarint(distinct);
        int before = 0;
        for (int bucket = all.firstBucket(); bucket < all.endBucket(); bucket++) {
            if (all.countAt(bucket) > 0) {
                out.putVarint(bucket - before).putVarint(all.countAt(bucket));
                before = bucket;
            }
        }
    }

    /** Most panes have a handful of samples, for which the general sort takes longer to begin than this to end. */
    private void sort() {
        if (count > FEW) {
            Arrays.sort(samples, 0, count);
            return;
        }
        for (int i = 1; i < count; i++) {
            int value = samples[i];
            int at = i;
            while (at > 0 && samples[at - 1] > value) {
                samples[at] = samples[--at];
            }
            samples[at] = value;
        }
    }

    private long sumOfSamples() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += samples[i];
        }
        return sum;
    }

    private void put(int valueUs, int n) {
        high += valueUs > highUs ? n : 0;
        if (histogram != null || count + n > PaneBody.EXACT_SAMPLES) {
            count += n;
            bucketed(n).addAt(RttBuckets.of(valueUs), n);
            return;
        }
        if (count + n > samples.length) {
            samples = Arrays.copyOf(samples, Math.min(PaneBody.EXACT_SAMPLES, Math.max(count + n, 2 * samples.length)));
        }
        for (int i = 0; i < n; i++) {
            samples[count++] = valueUs;
        }
    }

    /** The histogram, made of the exact samples before the last {@code added} when there was none. */
    private RttHistogram bucketed(int added) {
        RttHistogram all = histogram;
        if (all == null) {
            all = new RttHistogram();
            all.cover(RttBuckets.of(minUs), RttBuckets.of(maxUs));
            for (int i = 0; i < count - added; i++) {
                all.add(samples[i]);
            }
            histogram = all;
            samples = new int[0];
        }
        return all;
    }

    /** For a snapshot: everything that {@link #add} changes. */
    void save(PackedOutput out) {
        out.putVarint(bytesAcked).putVarint(delivered).putVarint(retransmits).putVarint(dsacks);
        out.putVarint(appLimited)
                .putVarint(variationSumUs)
                .putVarint(sumUs)
                .putVarint(minUs)
                .putVarint(maxUs);
        out.putLong(newestSampleNs)
                .putLong(oldestEventNs)
                .putLong(highUs)
                .putVarint(high)
                .putByte(alarmed ? 1 : 0);
        facts.save(out);
        out.putVarint(count);
        if (histogram == null) {
            for (int i = 0; i < count; i++) {
                out.putVarint(samples[i]);
            }
        } else {
            writeBuckets(out);
        }
    }

    /** Reads what {@link #save} wrote into one that is new. */
    void load(PackedInput in) {
        bytesAcked = in.readVarint();
        delivered = in.readVarint();
        retransmits = in.readVarint();
        dsacks = in.readVarint();
        appLimited = in.readVarint();
        variationSumUs = in.readVarint();
        sumUs = in.readVarint();
        minUs = in.readInt();
        maxUs = in.readInt();
        newestSampleNs = in.readLong();
        oldestEventNs = in.readLong();
        highUs = in.readLong();
        high = in.readInt();
        alarmed = in.readByte() != 0;
        facts.load(in);
        int n = in.readInt();
        if (n <= PaneBody.EXACT_SAMPLES) {
            samples = new int[Math.max(FEW, n)];
            for (int i = 0; i < n; i++) {
                samples[i] = in.readInt();
            }
            count = n;
            return;
        }
        in.readVarint(); // sum, minimum and maximum: known already
        in.readVarint();
        in.readVarint();
        RttHistogram all = new RttHistogram();
        int bucket = 0;
        for (int left = in.readInt(); left > 0; left--) {
            bucket += in.readInt();
            all.addAt(bucket, in.readInt());
        }
        histogram = all;
        samples = new int[0];
        count = n;
    }
}
