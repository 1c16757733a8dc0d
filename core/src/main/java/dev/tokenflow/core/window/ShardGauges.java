package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.PathName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What each shard with sockets of a path said last of them. A part of {@link PathWindow}, and its superclass because
 * there may be half a million paths: an object of its own would cost more memory than most of them have to remember.
 */
abstract class ShardGauges extends PathMemory {
    private static final int[] NONE = new int[0];
    private static final int GAUGE = 6;

    /** Shard, active, open, in flight, low and high half of unsent, for each shard with sockets. */
    int[] gauges = NONE;

    ShardGauges(PathName name) {
        super(name);
    }

    /** Remembers the gauges of a pane. */
    final void gauge(int shard, PaneView pane) {
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

    final int openConnections() {
        int sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += gauges[at + 2];
        }
        return sum;
    }

    final int activeStreams() {
        int sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += gauges[at + 1];
        }
        return sum;
    }

    /** Whether something was sent that is not acknowledged, or is still to be sent. */
    final boolean isWaiting() {
        for (int at = 0; at < gauges.length; at += GAUGE) {
            if (gauges[at + 3] != 0 || gauges[at + 4] != 0 || gauges[at + 5] != 0) {
                return true;
            }
        }
        return false;
    }

    /** The prefix of a client, and the sites that have sockets of it. */
    final List<PathName> neighbourhoods(PathGroup group) {
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
    final void markShards(BitSet used) {
        for (int at = 0; at < gauges.length; at += GAUGE) {
            used.set(gauges[at]);
        }
    }

    /** Agent ids of the shards that have sockets of the path; the same may come twice. */
    final String[] sites(PathGroup group) {
        if (gauges.length == GAUGE) {
            return group.shard(gauges[0]).sites();
        }
        String[] sites = new String[gauges.length / GAUGE];
        for (int i = 0; i < sites.length; i++) {
            sites[i] = group.shard(gauges[GAUGE * i]).site().text();
        }
        return sites;
    }

    /** Segments sent and not acknowledged. */
    final long inFlight() {
        long sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += gauges[at + 3];
        }
        return sum;
    }

    /** Written by applications and not yet sent, bytes. */
    final long unsentBytes() {
        long sum = 0;
        for (int at = 0; at < gauges.length; at += GAUGE) {
            sum += (gauges[at + 4] & 0xffffffffL) | ((long) gauges[at + 5] << 32);
        }
        return sum;
    }
}
