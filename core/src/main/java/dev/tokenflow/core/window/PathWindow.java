package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pacing.saved.PathPacingCodec;
import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.RttHistogram;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathSignals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one path. The panes of the long window stand packed in one log, oldest first. Four spans end at
 * the newest pane, and each begins where its cursor stands: the law's short window, its loss span, the window, the long
 * window. Taking in a pane adds it to the sums of all spans; advancing subtracts the panes that a cursor passes. So an
 * evaluation costs the same however long a window is. With few samples, quantiles are exact and come from the log; with
 * many, they come from a histogram that is kept up to date in the same way. Mutable, not thread-safe.
 *
 * <p>The cursors and sums are plain fields on purpose: there may be half a million of these objects, and an object for
 * each span would cost more memory than the sums themselves.
 */
final class PathWindow extends PathMemory {
    private static final byte[] EMPTY = new byte[0];
    private static final int[] NO_GAUGES = new int[0];
    private static final int GAUGE = 6;
    private static final int DIRTY = 1;
    private static final int STEP_DUE = 2;
    private static final int DECIDED = 4;
    private static final int LISTED = 8;
    private static final int FEWER = PaneBody.EXACT_SAMPLES / 2;
    private static final long NEVER_AGE_MS = Integer.MAX_VALUE;

    // The log, oldest first, one record a pane: (panes since the record before, length of the body, body). What stands
    // before "longAt" is no longer used.
    private byte[] log = EMPTY;
    private int end;
    private long lastPaneNumber;

    // Where each span begins in the log, and the number of the pane before that.
    private int longAt;
    private int windowAt;
    private int lossAt;
    private int shortAt;
    private long longBase;
    private long windowBase;
    private long lossBase;
    private long shortBase;

    private long count;
    private long sumUs;
    private long variationUs;
    private long bytesAcked;
    private long delivered;
    private long retransmits;
    private long dsacks;
    private long appLimited;
    private long longCount;
    private long longSumUs;
    private long lossDelivered;
    private long lossRetransmits;
    private long lossDsacks;

    private @Nullable RttHistogram dense;
    private @Nullable RttHistogram longDense;
    private @Nullable SlidingExtreme least;
    private @Nullable SlidingExtreme most;
    private final SlidingExtreme baseline;

    private long newestSampleMs = PaneTimes.NEVER;
    private long oldestNewNs = PaneTimes.NO_EVENT; // since it was last looked at
    private int[] gauges =
            NO_GAUGES; // shard, active, open, in flight, low and high half of unsent, for each shard with sockets

    long lastPaneMs = PaneTimes.NEVER;
    long lastEvaluatedMs = PaneTimes.NEVER;

    /** When it last took a step. */
    long steppedMs = PaneTimes.NEVER;

    /** Whether a pane came since it was last read whole. */
    boolean isDirty;

    /** Whether it stands in the list of those that are to be read whole. */
    boolean isListed;

    /** Whether a pane came since it last took a step, so that it stands in the lists of those that take one. */
    boolean isStepDue;

    /** Whether it was forgotten. */
    boolean gone;

    /** The slide at which it is looked at in its turn. */
    long dueSlide;

    /** Whether it is looked at before. */
    boolean isHastened;

    /** The checkpoint that may still have to save it as it is, and its number there. */
    @Nullable
    Frozen frozen;

    int frozenAt;

    /** Next in the list of those due at the same slide. */
    @Nullable
    PathWindow nextDue;

    @Nullable
    PathWindow older;

    @Nullable
    PathWindow newer;

    PathWindow(PathName name) {
        this(name, SlidingExtreme.minimum());
    }

    private PathWindow(PathName name, SlidingExtreme baseline) {
        super(name);
        this.baseline = baseline;
    }

    /** The same, to be changed on its own; it is still to be put on the lists it belongs to. */
    PathWindow copy() {
        PathWindow copy = new PathWindow(name, baseline.copy());
        copy.log = Arrays.copyOf(log, end);
        copy.end = end;
        copy.lastPaneNumber = lastPaneNumber;
        copy.longAt = longAt;
        copy.windowAt = windowAt;
        copy.lossAt = lossAt;
        copy.shortAt = shortAt;
        copy.longBase = longBase;
        copy.windowBase = windowBase;
        copy.lossBase = lossBase;
        copy.shortBase = shortBase;
        copy.count = count;
        copy.sumUs = sumUs;
        copy.variationUs = variationUs;
        copy.bytesAcked = bytesAcked;
        copy.delivered = delivered;
        copy.retransmits = retransmits;
        copy.dsacks = dsacks;
        copy.appLimited = appLimited;
        copy.longCount = longCount;
        copy.longSumUs = longSumUs;
        copy.lossDelivered = lossDelivered;
        copy.lossRetransmits = lossRetransmits;
        copy.lossDsacks = lossDsacks;
        copy.dense = dense == null ? null : dense.copy();
        copy.longDense = longDense == null ? null : longDense.copy();
        copy.least = least == null ? null : least.copy();
        copy.most = most == null ? null : most.copy();
        copy.newestSampleMs = newestSampleMs;
        copy.oldestNewNs = oldestNewNs;
        copy.gauges = gauges.clone();
        copy.lastPaneMs = lastPaneMs;
        copy.lastEvaluatedMs = lastEvaluatedMs;
        copy.steppedMs = steppedMs;
        copy.isDirty = isDirty;
        copy.isListed = isListed;
        copy.isStepDue = isStepDue;
        copy.pacing = pacing;
        copy.rowMs = rowMs;
        return copy;
    }

    /** To be called before anything that is saved is changed. */
    void thaw() {
        Frozen waiting = frozen;
        if (waiting != null) {
            frozen = null;
            waiting.keep(frozenAt);
        }
    }

    // ---- taking in ------------------------------------------------------------------------------

    /**
     * Takes in a pane of {@code shard}. Panes come in the order of time; one that is older than the newest all the same
     * is counted as if it belonged to the newest.
     *
     * @param shard number of the shard in its group
     */
    void add(PaneView pane, int shard, RollSpans spans) {
        lastPaneMs = Math.max(lastPaneMs, pane.endMs());
        newestSampleMs = Math.max(newestSampleMs, pane.newestSampleMs());
        oldestNewNs = Math.min(oldestNewNs, pane.oldestEventNs());
        gauge(shard, pane);
        if (!pane.hasEvents()) {
            return;
        }
        long paneNumber = Math.max(spans.paneNumber(pane.endMs()), end == longAt ? Long.MIN_VALUE : lastPaneNumber);
        append(paneNumber, pane.bytes(), pane.bodyAt(), pane.bodyLength());
        count(paneNumber, pane.body(), spans);
    }

    private void append(long paneNumber, byte[] bytes, int bodyAt, int bodyLength) {
        if (end == longAt) {
            startAt(paneNumber - 1);
        }
        long panes = paneNumber - lastPaneNumber;
        makeRoom(PackedOutput.sizeOf(panes) + PackedOutput.sizeOf(bodyLength) + bodyLength);
        end = PackedOutput.putVarint(log, end, panes);
        end = PackedOutput.putVarint(log, end, bodyLength);
        System.arraycopy(bytes, bodyAt, log, end, bodyLength);
        end += bodyLength;
        lastPaneNumber = paneNumber;
    }

    private void startAt(long paneNumber) {
        end = 0;
        longAt = 0;
        windowAt = 0;
        lossAt = 0;
        shortAt = 0;
        lastPaneNumber = paneNumber;
        longBase = paneNumber;
        windowBase = paneNumber;
        lossBase = paneNumber;
        shortBase = paneNumber;
    }

    private void count(long paneNumber, PaneBody pane, RollSpans spans) {
        bytesAcked += pane.bytesAcked;
        delivered += pane.delivered;
        retransmits += pane.retransmits;
        dsacks += pane.dsacks;
        lossDelivered += pane.delivered;
        lossRetransmits += pane.retransmits;
        lossDsacks += pane.dsacks;
        if (pane.count == 0) {
            return;
        }
        count += pane.count;
        sumUs += pane.sumUs;
        variationUs += pane.variationSumUs;
        appLimited += pane.appLimited;
        longCount += pane.count;
        longSumUs += pane.sumUs;
        baseline.add(spans.baselineBlock(paneNumber), pane.minUs);
        if (dense != null) {
            dense.add(pane, 1);
        }
        if (least != null && most != null) {
            least.add(paneNumber, pane.minUs);
            most.add(paneNumber, pane.maxUs);
        }
        if (longDense != null) {
            longDense.add(pane, 1);
        }
    }

    private void makeRoom(int bytes) {
        if (end + bytes <= log.length) {
            return;
        }
        int live = end - longAt;
        byte[] room =
                live + bytes <= log.length - log.length / 4 ? log : new byte[live + bytes + Math.max(32, live / 3)];
        System.arraycopy(log, longAt, room, 0, live);
        log = room;
        end = live;
        windowAt -= longAt;
        lossAt -= longAt;
        shortAt -= longAt;
        longAt = 0;
    }

    private void gauge(int shard, PaneView pane) {
        int at = 0;
        while (at < gauges.length && gauges[at] != shard) {
            at += GAUGE;
        }
        if (pane.openConnections() == 0 && pane.unsentBytes() == 0) {
            dropGauge(at);
            return;
        }
        if (at == gauges.length) {
            gauges = Arrays.copyOf(gauges, at + GAUGE);
        }
        gauges[at] = shard;
        gauges[at + 1] = pane.activeStreams();
        gauges[at + 2] = pane.openConnections();
        gauges[at + 3] = (int) Math.min(Integer.MAX_VALUE, pane.inFlight());
        gauges[at + 4] = (int) pane.unsentBytes();
        gauges[at + 5] = (int) (pane.unsentBytes() >>> 32);
    }

    private void dropGauge(int at) {
        if (at < gauges.length) {
            int[] fewer = Arrays.copyOf(gauges, gauges.length - GAUGE);
            System.arraycopy(gauges, at + GAUGE, fewer, at, fewer.length - at);
            gauges = fewer;
        }
    }

    // ---- advancing ------------------------------------------------------------------------------

    /** Moves the beginning of every span to where it is for a window that ends with pane number {@code now}. */
    void advance(long now, RollSpans spans) {
        PaneBody pane = spans.body;
        while (shortAt < end && spans.peek(log, shortAt, shortBase) <= now - spans.shortPanes) {
            shortBase = spans.paneNumber;
            shortAt = spans.next;
        }
        while (lossAt < end && spans.peek(log, lossAt, lossBase) <= now - spans.lossPanes) {
            spans.readCounters();
            lossDelivered -= pane.delivered;
            lossRetransmits -= pane.retransmits;
            lossDsacks -= pane.dsacks;
            lossBase = spans.paneNumber;
            lossAt = spans.next;
        }
        while (windowAt < end && spans.peek(log, windowAt, windowBase) <= now - spans.windowPanes) {
            spans.readBody();
            subtract(pane);
            windowBase = spans.paneNumber;
            windowAt = spans.next;
        }
        while (longAt < end && spans.peek(log, longAt, longBase) <= now - spans.longPanes) {
            spans.readBody();
            longCount -= pane.count;
            longSumUs -= pane.sumUs;
            if (longDense != null) {
                longDense.add(pane, -1);
            }
            longBase = spans.paneNumber;
            longAt = spans.next;
        }
        baseline.expire(spans.lastExpiredBlock(now));
        settle(spans);
        if (least != null && most != null) {
            least.expire(now - spans.windowPanes);
            most.expire(now - spans.windowPanes);
        }
        if (longAt == end) {
            log = EMPTY;
            startAt(now);
        }
    }

    private void subtract(PaneBody pane) {
        bytesAcked -= pane.bytesAcked;
        delivered -= pane.delivered;
        retransmits -= pane.retransmits;
        dsacks -= pane.dsacks;
        count -= pane.count;
        sumUs -= pane.sumUs;
        variationUs -= pane.variationSumUs;
        appLimited -= pane.appLimited;
        if (dense != null) {
            dense.add(pane, -1);
        }
    }

    /** Histograms come when a span has more samples than are kept exact, and go when it has far fewer. */
    private void settle(LogReader reader) {
        if (count > PaneBody.EXACT_SAMPLES && dense == null) {
            dense = new RttHistogram();
            least = SlidingExtreme.minimum();
            most = SlidingExtreme.maximum();
            long base = windowBase;
            for (int at = windowAt; at < end; at = reader.next) {
                base = reader.peek(log, at, base);
                PaneBody pane = reader.readBody();
                if (pane.count > 0) {
                    dense.add(pane, 1);
                    least.add(base, pane.minUs);
                    most.add(base, pane.maxUs);
                }
            }
        } else if (count < FEWER && dense != null) {
            dense = null;
            least = null;
            most = null;
        }
        if (longCount > PaneBody.EXACT_SAMPLES && longDense == null) {
            longDense = new RttHistogram();
            for (int at = longAt; at < end; at = reader.next) {
                reader.peek(log, at, 0);
                longDense.add(reader.readBody(), 1);
            }
        } else if (longCount < FEWER) {
            longDense = null;
        }
    }

    // ---- reading --------------------------------------------------------------------------------

    int openConnections() {
        int sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += gauges[at + 2];
        }
        return sum;
    }

    int activeStreams() {
        int sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += gauges[at + 1];
        }
        return sum;
    }

    /** Whether something was sent that is not acknowledged, or is still to be sent. */
    boolean isWaiting() {
        for (int at = 0; at < gauges.length; at += GAUGE) {
            if (gauges[at + 3] != 0 || gauges[at + 4] != 0 || gauges[at + 5] != 0) {
                return true;
            }
        }
        return false;
    }

    /** The prefix of a client, and the sites that have sockets of it. */
    List<PathName> neighbourhoods(PathGroup group) {
        List<PathName> all = new ArrayList<>(1 + gauges.length / GAUGE);
        all.add(name.prefix());
        for (int at = 0; at < gauges.length; at += GAUGE) {
            PathName site = group.shard(gauges[at]).site();
            if (!all.contains(site)) {
                all.add(site);
            }
        }
        return all;
    }

    /** Marks the numbers of the shards that have sockets of the path. */
    void markShards(BitSet used) {
        for (int at = 0; at < gauges.length; at += GAUGE) {
            used.set(gauges[at]);
        }
    }

    /** Agent ids of the shards that have sockets of the path; the same may come twice. */
    String[] sites(PathGroup group) {
        if (gauges.length == GAUGE) {
            return group.shard(gauges[0]).sites();
        }
        String[] sites = new String[gauges.length / GAUGE];
        for (int i = 0; i < sites.length; i++) {
            sites[i] = group.shard(gauges[GAUGE * i]).site().text();
        }
        return sites;
    }

    /** Features of the window that ends with the pane it has advanced to. */
    PathFeatures features(long windowEndMs, boolean alarm, RollSpans spans) {
        double min = Double.NaN;
        double max = Double.NaN;
        double p50 = Double.NaN;
        double p95 = Double.NaN;
        if (count > PaneBody.EXACT_SAMPLES && dense != null && least != null && most != null) {
            min = least.value() / 1e3;
            max = most.value() / 1e3;
            p50 = Math.max(min, Math.min(max, dense.quantileUs(0.5) / 1e3));
            p95 = Math.max(min, Math.min(max, dense.quantileUs(0.95) / 1e3));
        } else if (count > 0) {
            int n = sortSamples(windowAt, spans);
            min = exact(spans.samples, 0, n);
            max = exact(spans.samples, 1, n);
            p50 = exact(spans.samples, 0.5, n);
            p95 = exact(spans.samples, 0.95, n);
        }
        double longP50 = Double.NaN;
        double longP95 = Double.NaN;
        if (longCount > PaneBody.EXACT_SAMPLES && longDense != null) {
            longP50 = longDense.quantileUs(0.5) / 1e3;
            longP95 = longDense.quantileUs(0.95) / 1e3;
        } else if (longCount > 0) {
            int n = sortSamples(longAt, spans);
            longP50 = exact(spans.samples, 0.5, n);
            longP95 = exact(spans.samples, 0.95, n);
        }
        int active = 0;
        int open = 0;
        long unsent = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            active += gauges[at + 1];
            open += gauges[at + 2];
            unsent += unsent(at);
        }
        long segments = delivered + retransmits;
        return new PathFeatures(
                name,
                windowEndMs,
                count,
                min,
                max,
                count == 0 ? Double.NaN : (double) sumUs / count / 1e3,
                p50,
                p95,
                count == 0 ? Double.NaN : variationUs / 1e3 / count,
                segments,
                retransmits,
                dsacks,
                segments == 0 ? Double.NaN : (double) retransmits / segments,
                1e3 * bytesAcked / (spans.windowPanes * spans.paneMs),
                active,
                open,
                unsent,
                count == 0 ? Double.NaN : (double) appLimited / count,
                longCount == 0 ? Double.NaN : (double) longSumUs / longCount / 1e3,
                longP50,
                longP95,
                baselineMs(),
                oldestNewNs == PaneTimes.NO_EVENT ? Double.NaN : oldestNewNs / 1e6,
                alarm);
    }

    /**
     * What the pacing law may look at.
     *
     * @param now number of the pane it has advanced to
     * @param nowMs the instant itself
     * @param missingMs part of the newest pane that has not passed yet
     */
    PathSignals signals(long now, long nowMs, long missingMs, RollSpans spans) {
        PaneBody pane = spans.body;
        int samples = 0;
        long limited = 0;
        long bytes = 0;
        long segments = 0;
        long newestPane = Long.MIN_VALUE;
        int newestFrom = 0;
        int newestSamples = 0;
        long newestComplete = missingMs > 0 ? now - 1 : now;
        double newestBytes = 0;
        boolean few = true;
        RttHistogram many = spans.shortHistogram;
        long paneNumber = shortBase;
        for (int at = shortAt; at < end; at = spans.next) {
            paneNumber = spans.peek(log, at, paneNumber);
            spans.readBody();
            bytes += pane.bytesAcked;
            segments += pane.delivered;
            if (paneNumber == newestComplete) {
                newestBytes += pane.bytesAcked + spans.headerBytes * pane.delivered;
            }
            limited += pane.appLimited;
            if (pane.count > 0) {
                if (paneNumber > newestPane) {
                    newestPane = paneNumber;
                    newestFrom = at;
                    newestSamples = 0;
                }
                newestSamples += pane.count;
                if (few && samples + pane.count > PaneBody.EXACT_SAMPLES) {
                    few = false;
                    many.clear();
                    for (int i = 0; i < samples; i++) {
                        many.add(spans.samples[i]);
                    }
                }
                if (few) {
                    System.arraycopy(pane.values, 0, spans.samples, samples, pane.count);
                } else {
                    many.add(pane, 1);
                }
                samples += pane.count;
            }
        }
        double p50 = Double.NaN;
        if (samples > 0 && few) {
            Arrays.sort(spans.samples, 0, samples);
            p50 = exact(spans.samples, 0.5, samples);
        } else if (samples > 0) {
            p50 = many.quantileUs(0.5) / 1e3;
        }
        int active = 0;
        int open = 0;
        long unsent = 0;
        long inFlight = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            active += gauges[at + 1];
            open += gauges[at + 2];
            inFlight += gauges[at + 3];
            unsent += unsent(at);
        }
        return new PathSignals(
                nowMs,
                samples,
                newestSampleMs == PaneTimes.NEVER ? NEVER_AGE_MS : Math.max(0, nowMs - newestSampleMs),
                p50,
                newestSamples == 0 ? Double.NaN : medianMs(newestFrom, newestSamples, spans),
                baselineMs(),
                (bytes + spans.headerBytes * segments) * 1e3 / (spans.shortPanes * spans.paneMs - missingMs),
                newestBytes * 1e3 / spans.paneMs,
                lossDelivered + lossRetransmits,
                lossRetransmits,
                lossDsacks,
                active,
                unsent,
                samples == 0 ? Double.NaN : (double) limited / samples,
                inFlight,
                open);
    }

    /** It was looked at: the events so far are no longer new. */
    void reported() {
        oldestNewNs = PaneTimes.NO_EVENT;
    }

    /** Median of the samples of the log from a record on, in scratch space. */
    private double medianMs(int from, int samples, RollSpans spans) {
        if (samples <= PaneBody.EXACT_SAMPLES) {
            return exact(spans.samples, 0.5, sortSamples(from, spans));
        }
        RttHistogram many = spans.shortHistogram;
        many.clear();
        for (int at = from; at < end; at = spans.next) {
            spans.peek(log, at, 0);
            PaneBody pane = spans.readBody();
            if (pane.count > 0) {
                many.add(pane, 1);
            }
        }
        return many.quantileUs(0.5) / 1e3;
    }

    /** Puts the samples of the log from a record on, which are few, into scratch space, sorted; how many there are. */
    private int sortSamples(int from, RollSpans spans) {
        int n = 0;
        for (int at = from; at < end; at = spans.next) {
            spans.peek(log, at, 0);
            PaneBody pane = spans.readBody();
            int fitting = Math.min(pane.count, spans.samples.length - n);
            System.arraycopy(pane.values, 0, spans.samples, n, fitting);
            n += fitting;
        }
        Arrays.sort(spans.samples, 0, n);
        return n;
    }

    private static double exact(int[] sorted, double q, long n) {
        return n == 0 ? Double.NaN : sorted[(int) RttHistogram.rank(q, n) - 1] / 1e3;
    }

    private long unsent(int at) {
        return (gauges[at + 4] & 0xffffffffL) | ((long) gauges[at + 5] << 32);
    }

    private double baselineMs() {
        return baseline.isEmpty() ? Double.NaN : baseline.value() / 1e3;
    }

    // ---- saving ---------------------------------------------------------------------------------

    /** Everything but the name. Sums and histograms are left out: they follow from the log. */
    void save(PackedOutput out) {
        out.putLong(lastPaneMs).putLong(lastEvaluatedMs).putLong(newestSampleMs).putLong(oldestNewNs);
        out.putLong(steppedMs).putLong(rowMs);
        PathPacing decided = pacing;
        out.putByte((isDirty ? DIRTY : 0)
                | (isListed ? LISTED : 0)
                | (isStepDue ? STEP_DUE : 0)
                | (decided != null ? DECIDED : 0));
        if (decided != null) {
            PathPacingCodec.write(out, decided);
        }
        out.putVarint(gauges.length);
        for (int gauge : gauges) {
            out.putVarint(gauge & 0xffffffffL);
        }
        out.putVarint(baseline.size());
        for (int i = 0; i < baseline.size(); i++) {
            out.putVarint(baseline.positionAt(i) & 0xffffffffL).putVarint(baseline.valueAt(i));
        }
        out.putSigned(longBase).putVarint(end - longAt).putBytes(log, longAt, end - longAt);
        out.putVarint(lossAt - longAt).putVarint(windowAt - longAt).putVarint(shortAt - longAt);
    }

    /** Reads what {@link #save} wrote. */
    void load(PackedInput in, LogReader reader) {
        lastPaneMs = in.readLong();
        lastEvaluatedMs = in.readLong();
        newestSampleMs = in.readLong();
        oldestNewNs = in.readLong();
        steppedMs = in.readLong();
        rowMs = in.readLong();
        int flags = in.readByte();
        isDirty = (flags & DIRTY) != 0;
        isListed = (flags & LISTED) != 0;
        isStepDue = (flags & STEP_DUE) != 0;
        if ((flags & DECIDED) != 0) {
            pacing = PathPacingCodec.read(in);
        }
        gauges = new int[in.readInt()];
        for (int i = 0; i < gauges.length; i++) {
            gauges[i] = in.readInt();
        }
        for (int left = in.readInt(); left > 0; left--) {
            int block = in.readInt();
            baseline.add(block, in.readInt());
        }
        long base = in.readSigned();
        byte[] saved = in.readBytes(in.readInt());
        loadLog(saved, base, in.readInt(), in.readInt(), in.readInt(), reader);
    }

    private void loadLog(byte[] saved, long base, int lossFrom, int windowFrom, int shortFrom, LogReader reader) {
        startAt(base);
        log = saved;
        end = saved.length;
        long paneNumber = base;
        for (int at = 0; at < end; at = reader.next) {
            if (at == lossFrom) {
                lossAt = at;
                lossBase = paneNumber;
            }
            if (at == windowFrom) {
                windowAt = at;
                windowBase = paneNumber;
            }
            if (at == shortFrom) {
                shortAt = at;
                shortBase = paneNumber;
            }
            paneNumber = reader.peek(log, at, paneNumber);
            PaneBody pane = reader.readBody();
            longCount += pane.count;
            longSumUs += pane.sumUs;
            if (at >= windowFrom) {
                count += pane.count;
                sumUs += pane.sumUs;
                variationUs += pane.variationSumUs;
                appLimited += pane.appLimited;
                bytesAcked += pane.bytesAcked;
                delivered += pane.delivered;
                retransmits += pane.retransmits;
                dsacks += pane.dsacks;
            }
            if (at >= lossFrom) {
                lossDelivered += pane.delivered;
                lossRetransmits += pane.retransmits;
                lossDsacks += pane.dsacks;
            }
        }
        lastPaneNumber = paneNumber;
        if (lossFrom == end) {
            lossAt = end;
            lossBase = paneNumber;
        }
        if (windowFrom == end) {
            windowAt = end;
            windowBase = paneNumber;
        }
        if (shortFrom == end) {
            shortAt = end;
            shortBase = paneNumber;
        }
        settle(reader);
    }
}
