package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tokenflow.agent.host.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The reading end of a {@code BPF_MAP_TYPE_RINGBUF}, mapped into this process and read in place: no call into native
 * code per event. The protocol is the kernel's ABI ({@code kernel/bpf/ringbuf.c}): the consumer's position on a page of
 * its own, then the producer's, then the records, mapped twice in a row so that none is ever cut in two. One thread may
 * drain.
 */
public final class EventRing implements AutoCloseable {
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle RECORD_LENGTH = JAVA_INT.varHandle();

    private static final int PAGE_BYTES = Libc.pageBytes();
    private static final int RECORD_HEADER_BYTES = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    /**
     * Records read before their room is given back: the kernel reads that position for every event, so it should not
     * change for every event.
     */
    private static final int RELEASE_EVERY = 32;

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment records;
    private final long mask;
    private final int epoll;

    /**
     * Maps a ring.
     *
     * @param fd descriptor of the ring buffer map, owned by the caller
     * @param bytes its size
     */
    EventRing(int fd, long bytes) throws IOException {
        mask = bytes - 1;
        consumer = Libc.map(fd, 0, PAGE_BYTES, Libc.PROT_READ | Libc.PROT_WRITE);
        MemorySegment readable = Libc.map(fd, PAGE_BYTES, PAGE_BYTES + 2 * bytes, Libc.PROT_READ);
        producer = readable;
        records = readable.asSlice(PAGE_BYTES);
        epoll = Libc.edgeTriggeredEpoll(fd);
    }

    /** Waits until the probe asks for attention (see {@code wakeup_bytes}), at most {@code timeoutMs}. */
    public void await(int timeoutMs) throws IOException {
        Libc.awaitWakeup(epoll, timeoutMs);
    }

    /**
     * Hands every complete event to {@code sink} and frees its room.
     *
     * @return how many there were, at most {@code max}
     */
    public int drain(EventSink sink, int max) {
        long position = (long) POSITION.get(consumer, 0L);
        long released = position;
        int events = 0;
        int unreleased = 0;
        while (events < max && position < (long) POSITION.getAcquire(producer, 0L)) {
            long at = position & mask;
            int header = (int) RECORD_LENGTH.getAcquire(records, at);
            if ((header & BUSY) != 0) {
                break;
            }
            int bytes = header & ~DISCARDED;
            if ((header & DISCARDED) == 0) {
                sink.accept(records, at + RECORD_HEADER_BYTES, bytes);
                events++;
            }
            position += RECORD_HEADER_BYTES + bytes + 7 & ~7L;
            if (++unreleased == RELEASE_EVERY) {
                POSITION.setRelease(consumer, 0L, position);
                released = position;
                unreleased = 0;
            }
        }
        if (released != position) {
            POSITION.setRelease(consumer, 0L, position);
        }
        return events;
    }

    /** Bytes written and not drained yet. */
    public long pendingBytes() {
        return (long) POSITION.getAcquire(producer, 0L) - (long) POSITION.getAcquire(consumer, 0L);
    }

    @Override
    public void close() throws IOException {
        Libc.close(epoll);
        Libc.unmap(consumer);
        Libc.unmap(producer);
    }
}
