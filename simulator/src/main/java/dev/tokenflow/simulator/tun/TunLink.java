package dev.tokenflow.simulator.tun;

import dev.tokenflow.simulator.link.LinkModel;
import dev.tokenflow.simulator.link.LinkTimeline;
import java.io.IOException;

/**
 * A link between two TUN devices. What enters at {@code a} (the server's end) feels rate, queue, loss and delay; what
 * comes back from {@code b} is only delayed.
 */
public final class TunLink implements AutoCloseable {
    private final TunDevice a;
    private final TunDevice b;
    private final TunPath forward;
    private final TunPath reverse;
    private volatile TunLinkStatus status;

    private TunLink(TunDevice a, TunDevice b, LinkTimeline timeline, long seed, PacketPool pool) {
        this.a = a;
        this.b = b;
        forward = new TunPath(a, b, new LinkModel(timeline, seed), pool);
        reverse = new TunPath(b, a, new LinkModel(timeline.reverse(), seed), pool);
        status = currentStatus(System.nanoTime());
    }

    /**
     * Makes both devices.
     *
     * @throws IOException when one cannot be made, saying why and what to do
     */
    static TunLink open(TunLinkConfig config, Posix posix, PacketPool pool) throws IOException {
        TunDevice a = TunDevice.open(config.a(), posix);
        try {
            return new TunLink(a, TunDevice.open(config.b(), posix), config.timeline(), config.seed(), pool);
        } catch (IOException e) {
            a.close();
            throw e;
        }
    }

    /** What the relay last published, at most a tenth of a second old while it runs. Safe from any thread. */
    public TunLinkStatus status() {
        return status;
    }

    TunPath forward() {
        return forward;
    }

    TunPath reverse() {
        return reverse;
    }

    void start(long originNs) {
        forward.model().start(originNs);
        reverse.model().start(originNs);
    }

    void publish(long nowNs) {
        status = currentStatus(nowNs);
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }

    private TunLinkStatus currentStatus(long nowNs) {
        return new TunLinkStatus(
                a.name(),
                b.name(),
                nowNs,
                forward.model().counters(nowNs),
                reverse.model().counters(nowNs),
                forward.writeFailures() + reverse.writeFailures(),
                forward.poolExhausted() + reverse.poolExhausted());
    }
}
