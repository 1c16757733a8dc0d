package dev.tokenflow.lab.demo;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.ReaderLog;
import java.util.List;

/**
 * What one arm left behind on one client network.
 *
 * @param client   address of its readers
 * @param schedule timeline of its link
 * @param readers  what arrived and when
 * @param links    the link's own status, by time
 */
record NetworkLog(IpAddress client, LinkSchedule schedule, ReaderLog readers, List<LinkStatus> links) {
    NetworkLog {
        links = List.copyOf(links);
    }

    long startNs() {
        return readers.startNs();
    }

    long endNs() {
        return readers.endNs();
    }
}
