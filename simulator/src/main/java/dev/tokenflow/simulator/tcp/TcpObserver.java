package dev.tokenflow.simulator.tcp;

import dev.tokenflow.protocol.event.RetransmitCause;

/** What a kernel probe sees of one sending socket. */
interface TcpObserver {
    /** An ACK brought a round-trip sample. */
    void roundTrip(TcpSender socket);

    /** Segments were sent again. */
    void retransmitted(TcpSender socket, int segments, RetransmitCause cause);
}
