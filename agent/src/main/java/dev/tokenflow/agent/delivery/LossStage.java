package dev.tokenflow.agent.delivery;

/** Where an event can be lost between the kernel and the broker. Every loss is counted at exactly one of these. */
public enum LossStage {
    /** The ring buffer had no room: the agent did not keep up. */
    RING_FULL("ring_full"),
    /** Openings and retransmissions that were not reported, because there were too many of them in a second. */
    LIMITED("limited"),
    /** The kernel had no memory to remember the socket, or as many are remembered as may be. */
    SOCKET_STORAGE("socket_storage"),
    /** Dropped, oldest first, because more waited for the broker than the agent may hold. */
    SEND_QUEUE_FULL("send_queue_full"),
    /** Dropped because it had waited for the broker longer than a batch may. */
    TOO_OLD("too_old"),
    /** Given to the Kafka producer, which gave up on it. */
    SEND_FAILED("send_failed"),
    /** Left in ring or queue when the agent stopped, for whatever reason. */
    SHUTDOWN("shutdown");

    private final String label;

    LossStage(String label) {
        this.label = label;
    }

    /** Value of the metric label {@code stage}. */
    public String label() {
        return label;
    }
}
