package dev.tokenflow.simulator.tun;

import dev.tokenflow.simulator.link.LinkModel;

/** One direction between two TUN devices: packets read from one are written to the other when the model says so. */
final class TunPath {
    /** Packets taken from a device before the others get their turn. */
    private static final int BATCH = 64;

    private final TunDevice from;
    private final TunDevice to;
    private final LinkModel model;
    private final PacketPool pool;
    private final ReleaseQueue underWay = new ReleaseQueue();
    private long writeFailures;
    private long poolExhausted;
    private boolean gone;

    TunPath(TunDevice from, TunDevice to, LinkModel model, PacketPool pool) {
        this.from = from;
        this.to = to;
        this.model = model;
        this.pool = pool;
    }

    TunDevice from() {
        return from;
    }

    LinkModel model() {
        return model;
    }

    /** Takes what waits at the near device, up to a batch. */
    void takeArrivals() {
        for (int i = 0; i < BATCH; i++) {
            long slot = pool.take();
            if (slot == 0) {
                poolExhausted++;
                return;
            }
            long bytes = from.read(slot, PacketPool.SLOT_BYTES);
            if (bytes <= 0) {
                pool.giveBack(slot);
                gone |= bytes != -Posix.EAGAIN && bytes != -Posix.EINTR;
                return;
            }
            long dueNs = model.offer(System.nanoTime(), (int) bytes);
            if (dueNs < 0) {
                pool.giveBack(slot);
            } else {
                underWay.add(dueNs, slot, (int) bytes);
            }
        }
    }

    /** Writes what is due, and says when the next packet will be. */
    long releaseDue() {
        long nowNs = System.nanoTime();
        while (underWay.nextDueNs() <= nowNs) {
            long slot = underWay.headAddress();
            if (to.write(slot, underWay.headBytes()) < 0) {
                writeFailures++;
            }
            pool.giveBack(slot);
            underWay.removeHead();
        }
        return underWay.nextDueNs();
    }

    /** Whether the near device no longer exists: its namespace was deleted. */
    boolean gone() {
        return gone;
    }

    void markGone() {
        gone = true;
    }

    /** Packets the far device refused, as it does while it is down. */
    long writeFailures() {
        return writeFailures;
    }

    /** Times no memory for another packet was left; the packets stayed in the device. */
    long poolExhausted() {
        return poolExhausted;
    }
}
