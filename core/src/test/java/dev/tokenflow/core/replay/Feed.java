package dev.tokenflow.core.replay;

import dev.tokenflow.protocol.event.EventKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Events of one agent for a test, gathered into batches; times in ms since 1970, the host's clock is the wall clock.
 */
public final class Feed {
    public static final long NS_PER_MS = 1_000_000;

    private final String agent;
    private final long epoch;
    private final List<Seen> events = new ArrayList<>();
    private long sequence;

    public Feed(String agent) {
        this(agent, 1);
    }

    public Feed(String agent, long epoch) {
        this.agent = agent;
        this.epoch = epoch;
    }

    /** Any event; of kind RTT unless changed. */
    public Seen seen(long atMs, String client, long cookie, EventKind kind) {
        return Seen.of(agent, 0, cookie, client, "", atMs * NS_PER_MS, kind);
    }

    public Feed add(Seen event) {
        events.add(event);
        return this;
    }

    /**
     * One round trip; 255 bytes in one segment were acknowledged, limited by the application; one segment is in flight.
     */
    public Feed ack(long atMs, String client, long cookie, int rttUs) {
        return add(seen(atMs, client, cookie, EventKind.RTT)
                .rtt(1, rttUs, rttUs, rttUs, 2_000, true)
                .progress(255, 1, 0, 0)
                .socket(0, 1));
    }

    public Feed retransmit(long atMs, String client, long cookie, int segments) {
        return add(seen(atMs, client, cookie, EventKind.RETRANSMIT).progress(0, 0, 0, segments));
    }

    public Feed open(long atMs, String client, long cookie) {
        return add(seen(atMs, client, cookie, EventKind.OPEN));
    }

    public Feed close(long atMs, String client, long cookie) {
        return add(seen(atMs, client, cookie, EventKind.CLOSE));
    }

    /** The next batch, with everything that was added since the last; empty when nothing was. */
    public Sent send(long closedMs) {
        Sent sent = new Sent(agent, 0, 1, epoch, sequence++, closedMs * NS_PER_MS, 0, List.copyOf(events));
        events.clear();
        return sent;
    }
}
