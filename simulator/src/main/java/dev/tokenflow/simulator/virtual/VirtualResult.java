package dev.tokenflow.simulator.virtual;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.qoe.ReaderLog;

/**
 * What became of one client in a run.
 *
 * @param client its address
 * @param log what its readers received
 * @param link its link from the server at the end; that of all clients behind it
 * @param retransmissions segments its connections sent again
 */
public record VirtualResult(IpAddress client, ReaderLog log, LinkCounters link, long retransmissions) {}
