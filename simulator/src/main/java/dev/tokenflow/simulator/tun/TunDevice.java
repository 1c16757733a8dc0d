package dev.tokenflow.simulator.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A layer 3 TUN device ({@code IFF_TUN | IFF_NO_PI}): what the kernel routes into it is read here, what is written here
 * the kernel receives. It is made in the namespace of this process, may be moved to another with {@code ip link set …
 * netns …}, and vanishes when closed.
 */
final class TunDevice implements AutoCloseable {
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN_NO_PI = 0x1001;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ_BYTES = 40;

    private final String name;
    private final Posix posix;
    private final int fd;

    private TunDevice(String name, Posix posix, int fd) {
        this.name = name;
        this.posix = posix;
        this.fd = fd;
    }

    /**
     * Makes the device.
     *
     * @throws IOException when it cannot be made, saying why and what to do
     */
    static TunDevice open(String name, Posix posix) throws IOException {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length == 0 || ascii.length >= IFNAMSIZ || !name.matches("[A-Za-z0-9_.-]+")) {
            throw new IOException("'" + name + "' is no device name, expected 1 to 15 letters, digits, - _ or .");
        }
        int fd = posix.open("/dev/net/tun", Posix.O_RDWR | Posix.O_NONBLOCK | Posix.O_CLOEXEC);
        if (fd < 0) {
            throw new IOException(
                    "cannot open /dev/net/tun: " + Posix.describe(-fd) + "; run as root, with the tun module loaded");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ifreq = arena.allocate(IFREQ_BYTES, 8);
            MemorySegment.copy(ascii, 0, ifreq, ValueLayout.JAVA_BYTE, 0, ascii.length);
            ifreq.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, IFF_TUN_NO_PI);
            int result = posix.ioctl(fd, TUNSETIFF, ifreq.address());
            if (result < 0) {
                posix.close(fd);
                throw new IOException("cannot make the tun device " + name + ": " + Posix.describe(-result)
                        + "; it needs root (CAP_NET_ADMIN) and a free name");
            }
        }
        return new TunDevice(name, posix, fd);
    }

    String name() {
        return name;
    }

    int fd() {
        return fd;
    }

    /** Bytes of the next packet, or {@code -errno}; {@code -EAGAIN} when none waits. */
    long read(long address, long bytes) {
        return posix.read(fd, address, bytes);
    }

    /** Bytes taken by the kernel, or {@code -errno}. */
    long write(long address, long bytes) {
        return posix.write(fd, address, bytes);
    }

    @Override
    public void close() {
        posix.close(fd);
    }
}
