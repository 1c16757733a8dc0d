package dev.tokenflow.simulator.virtual;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkTimeline;
import java.util.List;

/**
 * Clients that share a link.
 *
 * @param clients their addresses, as the server sees them
 * @param link what the link from the server to them does
 * @param streams how many answers each of them reads at once, &ge; 1
 */
public record ClientGroup(List<IpAddress> clients, LinkTimeline link, int streams) {
    public ClientGroup {
        clients = List.copyOf(clients);
        if (clients.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one client");
        }
        if (streams < 1) {
            throw new IllegalArgumentException("streams is " + streams + ", expected at least 1");
        }
    }

    /** One client alone behind a link. */
    public ClientGroup(IpAddress client, LinkTimeline link, int streams) {
        this(List.of(client), link, streams);
    }
}
