package dev.tokenflow.simulator.virtual;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.qoe.ReaderLog;

/**
 * What became of one client network in a run.
 *
 * @param client          its address
 * @param log             what its readers received
 * @param link            the link from the server at the end
 * @param retransmissions segments its connections sent again
 */
public record VirtualResult(IpAddress client, ReaderLog log, LinkCounters link, long retransmissions) {}
