package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.PathEntry;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the open sockets of a path are doing, as one shard knows it, and what of that was published last. The same for
 * client, prefix and site: a change of a client is also a change of its prefix and of its site.
 */
public final class PathGauges extends PathEntry {
    /**
     * For a client, the gauges of its prefix; for a prefix, those of its site. They are kept until all their clients
     * are forgotten.
     */
    @Nullable
    PathGauges parent;

    /** The group of its path; negative until it is first needed. */
    int group = -1;

    /** Of a prefix or site: how many clients or prefixes belong to it. */
    int members;

    /**
     * Its panes that are not closed yet: the last one, which most events belong to, and the first one, from which the
     * others follow.
     */
    @Nullable
    PaneAccumulator lastPending;

    @Nullable
    PaneAccumulator firstPending;

    int activeStreams;
    int openConnections;
    long unsentBytes;
    long inFlight;

    /** Median of the newest pane with samples, us, and that pane's end; to notice a jump. */
    long recentMedianUs;

    long recentMedianEndMs = PaneTimes.NEVER;

    /** Whether a retransmission timer ran out and no round trip was measured since: it was alarmed about. */
    boolean timedOut;

    /** Whether it is listed as changed. */
    boolean listed;

    private int publishedActive;
    private int publishedOpen;
    private long publishedUnsent;
    private long publishedInFlight;

    PathGauges(PathName name) {
        super(name);
    }

    void add(int active, int open, long unsent, long flying) {
        activeStreams += active;
        openConnections += open;
        unsentBytes += unsent;
        inFlight += flying;
    }

    /** Its pane that ends at {@code endMs}; when there is none, it is made and added to {@code made}. */
    PaneAccumulator pane(long endMs, List<PaneAccumulator> made) {
        PaneAccumulator before = null;
        PaneAccumulator pane = firstPending;
        while (pane != null && pane.endMs < endMs) {
            before = pane;
            pane = pane.later;
        }
        if (pane != null && pane.endMs == endMs) {
            return pane;
        }
        PaneAccumulator added = new PaneAccumulator(this, endMs);
        added.later = pane;
        if (before == null) {
            firstPending = added;
        } else {
            before.later = added;
        }
        lastPending = pane == null ? added : lastPending;
        made.add(added);
        return added;
    }

    /** Forgets the first of its open panes, which was closed. */
    void dropFirst(PaneAccumulator closed) {
        firstPending = closed.later;
        lastPending = firstPending == null ? null : lastPending;
    }

    /** Whether nothing is known of it any more. */
    boolean isForgotten() {
        return openConnections == 0 && members == 0 && firstPending == null;
    }

    /** Whether its gauges differ from those that were published last. */
    boolean isDirty() {
        return activeStreams != publishedActive
                || openConnections != publishedOpen
                || unsentBytes != publishedUnsent
                || inFlight != publishedInFlight;
    }

    /** Notes that the gauges as they are now were published. */
    void published() {
        publishedActive = activeStreams;
        publishedOpen = openConnections;
        publishedUnsent = unsentBytes;
        publishedInFlight = inFlight;
    }

    /** Writes a pane that has no events, only the gauges. */
    void writeTo(PackedOutput out) {
        writeHead(out, 0, 0);
    }

    /** What stands at the head of every pane. */
    void writeHead(PackedOutput out, int flags, long panesBack) {
        boolean ipv4 = name.scope() != Scope.SITE && new IpAddress(name.hi(), name.lo()).isIpv4();
        int scope = name.scope() == Scope.CLIENT ? 1 : name.scope() == Scope.PREFIX ? 2 : 3;
        out.putByte(flags | scope | (ipv4 ? PaneView.IPV4 : 0));
        if (ipv4) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.putByte((int) (name.lo() >>> shift));
            }
        } else if (name.scope() != Scope.SITE) {
            out.putLong(name.hi()).putLong(name.lo());
        }
        out.putVarint(panesBack)
                .putVarint(activeStreams)
                .putVarint(openConnections)
                .putVarint(unsentBytes)
                .putVarint(inFlight);
    }

    void save(PackedOutput out) {
        out.putVarint(recentMedianUs).putLong(recentMedianEndMs).putByte(timedOut ? 1 : 0);
        out.putVarint(publishedActive)
                .putVarint(publishedOpen)
                .putVarint(publishedUnsent)
                .putVarint(publishedInFlight);
    }

    /** Reads what {@link #save} wrote. The sums are left out: they follow from the sockets. */
    void load(PackedInput in) {
        recentMedianUs = in.readVarint();
        recentMedianEndMs = in.readLong();
        timedOut = in.readByte() != 0;
        publishedActive = in.readInt();
        publishedOpen = in.readInt();
        publishedUnsent = in.readVarint();
        publishedInFlight = in.readVarint();
    }
}
