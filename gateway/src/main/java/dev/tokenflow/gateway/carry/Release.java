package dev.tokenflow.gateway.carry;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.EventPacer;
import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.gateway.carry.StreamRecord.WaitingFor;
import dev.tokenflow.gateway.merge.PendingEvents;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when what waits for one reader may leave: not while the connection takes no more, and not before the hint, or
 * the floor that was configured, allows it. Times are ns of {@link System#nanoTime}.
 */
final class Release {
    /** {@link #quietUntilNs} when something could leave as soon as it comes. */
    static final long NOT_QUIET = Long.MIN_VALUE;

    /** In gaps: after this an expected delta is there, unless the engine became slower. */
    private static final double JUST_COME = 0.1;

    private static final long LONGEST_HOLD_NS = TimeUnit.MILLISECONDS.toNanos(EventPacer.LONGEST_HOLD_MS);
    private static final HeldHint NO_HINT = new HeldHint(Hint.unpaced("nobody"), 0);

    private final ResponseStream out;
    private final CarryServices services;
    private final IpAddress address;
    private final ClientStreams.Client client;
    private final PendingEvents pending;
    private final EventPacer pacer;
    private boolean begun;
    /** What held back the text that waits now; null = nothing, it is written as it comes. */
    private @Nullable WaitingFor waited;
    /** After a refusal: when only the passing of time changes it, {@link Long#MAX_VALUE} = never. */
    private long changesNs = Long.MAX_VALUE;

    private boolean belowFloor;

    Release(
            ResponseStream out,
            CarryServices services,
            IpAddress address,
            ClientStreams.Client client,
            PendingEvents pending,
            EventCost prior) {
        this.out = out;
        this.services = services;
        this.address = address;
        this.client = client;
        this.pending = pending;
        pacer = new EventPacer(prior, System.nanoTime());
    }

    /**
     * Whether everything that waits may leave now.
     *
     * @param ending whether nothing more will come
     */
    boolean mayWrite(long nowNs, boolean ending) {
        boolean writable = out.isWritable();
        waited = writable ? waited : WaitingFor.NETWORK;
        pacer.obey(hint(), client.active(nowNs), nowNs);
        boolean flush = pending.mustFlush() || ending;
        belowFloor = begun
                && !flush
                && writable
                && pending.deltas() < services.limits().minDeltas();
        boolean may = belowFloor
                ? nowNs - pending.oldestNs() >= LONGEST_HOLD_NS
                : pacer.mayWrite(nowNs, pending.deltas(), pending.oldestNs(), flush, writable);
        if (belowFloor) {
            changesNs = pending.oldestNs() + LONGEST_HOLD_NS;
        } else {
            changesNs = pacer.waitNs() == EventPacer.FOREVER ? Long.MAX_VALUE : nowNs + pacer.waitNs();
        }
        if (!may && changesNs != Long.MAX_VALUE && waited == null) {
            waited = WaitingFor.HINT;
        }
        return may;
    }

    /**
     * After {@link #mayWrite} said no: when to ask again at the latest; {@link Long#MAX_VALUE} = only when something
     * happens.
     */
    long changesNs() {
        return changesNs;
    }

    /** What the text that leaves now had to wait for; null = for nothing. */
    @Nullable
    WaitingFor waited() {
        return waited;
    }

    /** Something left; {@code wireBytes} as given to TCP. */
    void wrote(long nowNs, int deltas, long wireBytes) {
        pacer.wrote(nowNs, deltas, EventCost.wireBytes(wireBytes));
        begun |= deltas > 0;
        waited = null;
    }

    /** Whether each event may leave as it comes, whatever else has come with it. */
    boolean isFree(long nowNs) {
        if (services.limits().minDeltas() > 1) {
            return false;
        }
        HeldHint held = hint();
        Hint hint = held.hint();
        boolean limitsNothing = Double.isNaN(hint.tokensPerSecond())
                && hint.tokensPerChunk() <= 1
                && Double.isNaN(hint.clientBytesPerSecond());
        return (limitsNothing || held.remainingNs(nowNs) <= 0) && out.isWritable();
    }

    /**
     * Until when nothing will leave, whatever ordinary text comes until then, as far as it is known. For a floor that
     * is when the last delta that it asks for has just come. For a budget it is half a gap before its time, since an
     * event leaves with a delta that comes just before that.
     *
     * @param gapNs between two deltas of the engine; NaN = unknown
     * @return {@link #NOT_QUIET} when something may leave at any time
     */
    long quietUntilNs(long nowNs, double gapNs) {
        if (!begun || Double.isNaN(gapNs) || pending.mustFlush()) {
            return NOT_QUIET;
        }
        int missing = services.limits().minDeltas() - pending.deltas();
        if (missing > 1) {
            return Math.min(nowNs + (long) ((missing + JUST_COME) * gapNs), latestNs());
        }
        if (!pending.isEmpty() && changesNs == Long.MAX_VALUE) {
            return NOT_QUIET;
        }
        return Math.min(nowNs + pacer.quietNs(nowNs), latestNs()) - (long) (gapNs / 2);
    }

    private long latestNs() {
        return pending.isEmpty() ? Long.MAX_VALUE : changesNs;
    }

    private HeldHint hint() {
        HintClient hints = services.hints();
        return hints == null ? NO_HINT : hints.heldHint(address);
    }
}
