package dev.tokenflow.agent.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.libbpf_print_fn_t;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps libbpf's messages off standard error: they go to the log, and the last few are kept to explain a failure. */
public final class LibbpfLog {
    private static final Logger LOG = LoggerFactory.getLogger(LibbpfLog.class);
    private static final int WARN = 0;
    private static final int MAX_BYTES = 4096;
    private static final int KEPT = 16;

    private static final Deque<String> RECENT = new ArrayDeque<>();

    private LibbpfLog() {}

    /** Redirects libbpf's messages for the rest of the process. */
    static void redirect() {
        Lib.libbpf_set_print(libbpf_print_fn_t.allocate(LibbpfLog::print, Arena.global()));
    }

    /** The last warning libbpf gave, or {@code otherwise}. */
    public static String lastWarning(String otherwise) {
        synchronized (RECENT) {
            return RECENT.isEmpty() ? otherwise : RECENT.getLast();
        }
    }

    public static void forget() {
        synchronized (RECENT) {
            RECENT.clear();
        }
    }

    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MAX_BYTES);
            int length = Lib.vsnprintf(text, MAX_BYTES, format, arguments);
            String line = text.getString(0).strip();
            if (level == WARN) {
                LOG.debug("{}", line);
                synchronized (RECENT) {
                    if (RECENT.size() == KEPT) {
                        RECENT.removeFirst();
                    }
                    RECENT.addLast(line);
                }
            } else {
                LOG.trace("{}", line);
            }
            return length;
        }
    }
}
