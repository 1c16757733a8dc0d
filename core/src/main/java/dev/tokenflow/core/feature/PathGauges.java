package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.pacing.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What the open sockets of a path are doing, as one source knows it, and what it last told of that. Client, prefix and site alike: a change of a client is also one of its
 * prefix and site.
 */
final class PathGauges extends PathEntry {
    /** Of a client its prefix, of a prefix its site; none of these is forgotten before all its clients. */
    @Nullable
    PathGauges parent;

    int activeStreams;
    int openConnections;
    long unsentBytes;
    long inFlight;

    /** Median of the newest pane with samples, us, and that pane's end; to notice a jump. */
    long usualUs;

    long usualEndMs = PathWindow.NEVER;

    /** Whether it is listed as changed. */
    boolean listed;

    private int toldActive;
    private int toldOpen;
    private long toldUnsent;
    private long toldInFlight;

    PathGauges(PathName name) {
        super(name);
    }

    void add(int active, int open, long unsent, long flying) {
        activeStreams += active;
        openConnections += open;
        unsentBytes += unsent;
        inFlight += flying;
    }

    boolean isNews() {
        return activeStreams != toldActive
                || openConnections != toldOpen
                || unsentBytes != toldUnsent
                || inFlight != toldInFlight;
    }

    void told() {
        toldActive = activeStreams;
        toldOpen = openConnections;
        toldUnsent = unsentBytes;
        toldInFlight = inFlight;
    }

    /** A pane that only tells the gauges. */
    void writeTo(PackedOutput out) {
        writeHead(out, name, 0, 0);
    }

    /** What stands at the head of every pane. */
    void writeHead(PackedOutput out, PathName path, int flags, long slotsBack) {
        boolean ipv4 = path.scope() != Scope.SITE && new IpAddress(path.hi(), path.lo()).isIpv4();
        int scope = path.scope() == Scope.CLIENT ? 1 : path.scope() == Scope.PREFIX ? 2 : 3;
        out.putByte(flags | scope | (ipv4 ? PaneView.IPV4 : 0));
        if (ipv4) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.putByte((int) (path.lo() >>> shift));
            }
        } else if (path.scope() != Scope.SITE) {
            out.putLong(path.hi()).putLong(path.lo());
        }
        out.putVarint(slotsBack)
                .putVarint(activeStreams)
                .putVarint(openConnections)
                .putVarint(unsentBytes)
                .putVarint(inFlight);
    }

    void save(PackedOutput out) {
        out.putVarint(usualUs).putLong(usualEndMs);
        out.putVarint(toldActive).putVarint(toldOpen).putVarint(toldUnsent).putVarint(toldInFlight);
    }

    /** The sums are left at nothing: they follow from the sockets. */
    static PathGauges load(PathName name, PackedInput in) {
        PathGauges gauges = new PathGauges(name);
        gauges.usualUs = in.readVarint();
        gauges.usualEndMs = in.readLong();
        gauges.toldActive = in.readInt();
        gauges.toldOpen = in.readInt();
        gauges.toldUnsent = in.readVarint();
        gauges.toldInFlight = in.readVarint();
        return gauges;
    }
}
