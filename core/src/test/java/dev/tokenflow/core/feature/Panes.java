package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.TcpEventView;

/** Packs a block of panes by hand: of one agent's shard 0 and one slot. */
final class Panes {
    private final String agent;
    private final long endMs;
    private final int partition;
    private final PackedOutput packed = new PackedOutput(64);
    private final PackedOutput scratch = new PackedOutput(64);
    private int count;

    Panes(String agent, long endMs) {
        this(agent, endMs, 0);
    }

    Panes(String agent, long endMs, int partition) {
        this.agent = agent;
        this.endMs = endMs;
        this.partition = partition;
    }

    static PathName client(String address) {
        IpAddress ip = IpAddress.parse(address);
        return PathName.client(ip.hi(), ip.lo());
    }

    static PathGauges gauges(PathName path, int active, int open, long unsent, long inFlight) {
        PathGauges gauges = new PathGauges(path);
        gauges.add(active, open, unsent, inFlight);
        return gauges;
    }

    /** A pane of events, all of which count for {@code gauges}' path. */
    Panes events(PathGauges gauges, Seen... events) {
        return events(gauges, 0, events);
    }

    /** A pane of a slot before the block's. */
    Panes events(PathGauges gauges, int slotsBack, Seen... events) {
        long paneMs = WindowConfig.DEFAULT.pane().toMillis();
        PaneAccumulator pane = new PaneAccumulator(gauges, endMs - slotsBack * paneMs);
        for (Seen event : events) {
            pane.add(new TcpEventView().at(event.struct(0), 0), event.wallNs());
        }
        pane.writeTo(packed, scratch, slotsBack);
        count++;
        return this;
    }

    /** A pane without events. */
    Panes only(PathGauges gauges) {
        gauges.writeTo(packed);
        count++;
        return this;
    }

    PaneBlock finished() {
        return alarm(PaneBlock.NO_ALARM);
    }

    PaneBlock alarm(long atMs) {
        return new PaneBlock(partition, agent + "/0", agent, endMs, atMs, count, packed.toBytes());
    }
}
