package dev.tokenflow.simulator.tcp;

/** Takes kernel events as they happen. */
@FunctionalInterface
public interface TcpEventListener {
    /** One {@code struct tcp_event}; the array is the listener's to keep. */
    void event(long tsNs, byte[] struct);
}
