package dev.tokenflow.simulator.tcp;

/** What a kernel probe sees of one sending socket. */
interface TcpObserver {
    /** An ACK brought a round-trip sample. */
    void roundTrip(TcpSender socket);

    /** Segments were sent again. */
    void retransmitted(TcpSender socket, int segments);
}
