package dev.tokenflow.simulator.tcp;

import dev.tokenflow.simulator.link.LinkModel;
import dev.tokenflow.simulator.link.LinkTimeline;
import dev.tokenflow.simulator.time.EventQueue;

/** The two directions of a link in virtual time, shared by all connections over it. */
public final class VirtualPath {
    private final EventQueue queue;
    private final LinkModel forward;
    private final LinkModel reverse;

    public VirtualPath(EventQueue queue, LinkTimeline timeline, long seed) {
        this.queue = queue;
        forward = new LinkModel(timeline, seed);
        reverse = new LinkModel(timeline.reverse(), seed);
    }

    public void start(long originNs) {
        forward.start(originNs);
        reverse.start(originNs);
    }

    /** A packet from the server: {@code arrival} runs if and when it reaches the clients. */
    void toClient(int bytes, Runnable arrival) {
        send(forward, bytes, arrival);
    }

    /** A packet from a client. */
    void toServer(int bytes, Runnable arrival) {
        send(reverse, bytes, arrival);
    }

    public LinkModel forward() {
        return forward;
    }

    private void send(LinkModel link, int bytes, Runnable arrival) {
        long dueNs = link.offer(queue.nowNs(), bytes);
        if (dueNs >= 0) {
            queue.at(dueNs, arrival);
        }
    }
}
