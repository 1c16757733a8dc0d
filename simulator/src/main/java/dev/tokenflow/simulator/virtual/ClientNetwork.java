package dev.tokenflow.simulator.virtual;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.simulator.link.LinkTimeline;

/**
 * Clients that share an address and a link.
 *
 * @param client   their address, as the server sees it
 * @param link     what the link from the server to them does
 * @param streams  how many answers are read at once, &ge; 1
 */
public record ClientNetwork(IpAddress client, LinkTimeline link, int streams) {
    public ClientNetwork {
        if (streams < 1) {
            throw new IllegalArgumentException("streams is " + streams + ", expected at least 1");
        }
    }
}
