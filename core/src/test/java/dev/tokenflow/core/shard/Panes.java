package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.Slots;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Tenant;

/** Packs a block of panes by hand: of one agent's shard 0 and one slot. */
public final class Panes {
    private final String agent;
    private final long endMs;
    private final int group;
    private final PackedOutput packed = new PackedOutput(64);
    private final PackedOutput scratch = new PackedOutput(64);
    private int count;

    public Panes(String agent, long endMs) {
        this(agent, endMs, 0);
    }

    public Panes(String agent, long endMs, int group) {
        this.agent = agent;
        this.endMs = endMs;
        this.group = group;
    }

    public static PathName client(String address) {
        IpAddress ip = IpAddress.parse(address);
        return PathName.client(Tenant.NONE, ip.hi(), ip.lo());
    }

    public static PathGauges gauges(PathName path, int active, int open, long unsent, long inFlight) {
        PathGauges gauges = new PathGauges(path);
        gauges.add(active, open, unsent, inFlight);
        return gauges;
    }

    /** A pane of events, all of which count for {@code gauges}' path. */
    public Panes events(PathGauges gauges, Seen... events) {
        return events(gauges, 0, events);
    }

    /** A pane of a slot before the block's. */
    public Panes events(PathGauges gauges, int slotsBack, Seen... events) {
        long paneMs = Slots.OF_100_MS.pane().toMillis();
        PaneAccumulator pane = new PaneAccumulator(gauges, endMs - slotsBack * paneMs);
        for (Seen event : events) {
            pane.addEvent(new TcpEventView().at(event.struct(0), 0), event.wallNs());
        }
        pane.writeTo(packed, scratch, pane.endMs, slotsBack);
        count++;
        return this;
    }

    /** A pane without events. */
    public Panes only(PathGauges gauges) {
        gauges.writeTo(packed);
        count++;
        return this;
    }

    public PaneBlock finished() {
        return alarm(PaneBlock.NO_ALARM);
    }

    public PaneBlock alarm(long atMs) {
        return new PaneBlock(group, agent + "/0", agent, Tenant.NONE, endMs, atMs, count, packed.toBytes());
    }
}
