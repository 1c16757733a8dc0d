package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.pane.PaneBody;

/** Reads the logs of {@link PathWindow}s; scratch space, not thread-safe. */
class LogReader {
    final PaneBody body = new PaneBody();
    final int[] samples = new int[PaneBody.EXACT_SAMPLES];

    /** Of the record that was last looked at: its pane number, and where the next one begins. */
    long paneNumber;

    int next;

    private final PackedInput in = new PackedInput(new byte[0]);

    /** Looks at the record of a log that begins at {@code at} and returns its pane number. */
    long peek(byte[] log, int at, long paneBefore) {
        in.moveTo(log, at);
        paneNumber = paneBefore + in.readVarint();
        int length = in.readInt();
        next = in.position() + length;
        return paneNumber;
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
