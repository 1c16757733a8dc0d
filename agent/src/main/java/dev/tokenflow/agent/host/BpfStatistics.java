package dev.tokenflow.agent.host;

import java.io.IOException;
import me.bechberger.ebpf.bpf.raw.Lib;

/**
 * Has the kernel count runs and run time of every BPF program of the host while this is open. It costs each run two
 * clock reads.
 */
public final class BpfStatistics implements AutoCloseable {
    private static final int BPF_STATS_RUN_TIME = 0;

    private final int fd;

    private BpfStatistics(int fd) {
        this.fd = fd;
    }

    /**
     * Starts counting; {@link Host#check} must have passed.
     *
     * @throws StartupException when the privilege for it is missing
     */
    public static BpfStatistics enable() throws StartupException {
        int fd = Lib.bpf_enable_stats(BPF_STATS_RUN_TIME);
        if (fd < 0) {
            throw new StartupException(
                    "BPF statistics need CAP_SYS_ADMIN (errno " + -fd + "): run as root or without --bpf-stats");
        }
        return new BpfStatistics(fd);
    }

    /** While it is open, the kernel counts. */
    public int fd() {
        return fd;
    }

    @Override
    public void close() throws IOException {
        Libc.close(fd);
    }
}
