package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.pane.PaneBody;

/** Reads the logs of {@link PathWindow}s; scratch space, not thread-safe. */
class LogReader {
    final PaneBody body = new PaneBody();
    final int[] samples = new int[PaneBody.EXACT_SAMPLES];

    /** Of the record that was last looked at: its slot, and where the next one begins. */
    long slot;

    int next;

    private final PackedInput in = new PackedInput(new byte[0]);

    /** Looks at the record of a log that begins at {@code at} and returns its slot. */
    long peek(byte[] log, int at, long slotBefore) {
        in.moveTo(log, at);
        slot = slotBefore + in.readVarint();
        int length = in.readInt();
        next = in.position() + length;
        return slot;
    }

    /** Reads the body of the record last looked at, but not its round trips. */
    PaneBody readCounters() {
        return body.readCounters(in);
    }

    /** Reads the body of the record last looked at. */
    PaneBody readBody() {
        return body.read(in);
    }
}
