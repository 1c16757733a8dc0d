package dev.tokenflow.agent.probe;

/** Where a run of the probe ended: {@code enum probe_stage} in {@code bpf/probe_config.h}, same order. */
public enum ProbeStage {
    /** Not a socket that is watched. */
    FILTERED,
    /** Nothing new to report about a watched socket. */
    UNCHANGED,
    /** An RTT sample kept in the kernel until the throttle interval is over. */
    FOLDED,
    /** An RTT sample too old to tell anything about the path: nothing was acknowledged for long. */
    STALE,
    /** An RTT sample of a segment that was sent again: nobody knows which copy was acknowledged. */
    AMBIGUOUS,
    /** A segment that the kernel meant to send again and did not try to, so it counts none. */
    SEND_FAILED,
    /** An opening or a retransmission that is not reported, because there were too many in this second. */
    LIMITED,
    /** An event in the ring buffer. */
    EMITTED,
    /** An event for which the ring buffer had no room. */
    LOST_RING_FULL,
    /** An event of a socket for which the kernel had no memory. */
    LOST_STORAGE
}
