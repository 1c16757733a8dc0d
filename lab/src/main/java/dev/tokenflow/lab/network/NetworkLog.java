package dev.tokenflow.lab.network;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.ReaderLog;
import java.util.List;

/**
 * What one arm left behind on one client network.
 *
 * @param client address of its readers
 * @param schedule timeline of its link
 * @param readers what arrived and when
 * @param links the link's own status, by time
 */
public record NetworkLog(IpAddress client, LinkSchedule schedule, ReaderLog readers, List<LinkStatus> links) {
    public NetworkLog {
        links = List.copyOf(links);
    }

    public long startNs() {
        return readers.startNs();
    }

    public long endNs() {
        return readers.endNs();
    }
}
