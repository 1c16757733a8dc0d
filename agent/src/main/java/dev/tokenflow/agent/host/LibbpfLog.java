package dev.tokenflow.agent.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.libbpf_print_fn_t;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps libbpf's messages off standard error: they go to the log, and the first warning is kept to explain a failure.
 */
public final class LibbpfLog {
    private static final Logger LOG = LoggerFactory.getLogger(LibbpfLog.class);
    private static final int WARN = 0;
    private static final int MAX_BYTES = 4096;
    private static final String PREFIX = "^libbpf: ";

    private static final AtomicReference<@Nullable String> FIRST = new AtomicReference<>();

    private LibbpfLog() {}

    /** Redirects libbpf's messages for the rest of the process. */
    static void redirect() {
        Lib.libbpf_set_print(libbpf_print_fn_t.allocate(LibbpfLog::print, Arena.global()));
    }

    /**
     * The first warning since the last {@link #forget}, in one line, or {@code otherwise}. The first is the cause;
     * those that follow are its consequences.
     */
    public static String firstWarning(String otherwise) {
        String first = FIRST.get();
        return first == null ? otherwise : first.lines().findFirst().orElse(otherwise);
    }

    public static void forget() {
        FIRST.set(null);
    }

    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MAX_BYTES);
            int length = Lib.vsnprintf(text, MAX_BYTES, format, arguments);
            String line = text.getString(0).strip();
            if (level == WARN) {
                LOG.debug("{}", line);
                FIRST.compareAndSet(null, line.replaceFirst(PREFIX, ""));
            } else {
                LOG.trace("{}", line);
            }
            return length;
        }
    }
}
