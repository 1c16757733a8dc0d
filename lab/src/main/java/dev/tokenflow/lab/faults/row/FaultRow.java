package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Something that goes wrong, and what must hold all the same. */
public interface FaultRow {
    /** As {@code --only} names it. */
    String name();

    /** What is done and what must hold, in one line. */
    String summary();

    /** Whether it belongs to the short form. */
    boolean isShort();

    /** Settings of Flink's that it needs; rows with the same share their processes. */
    default Map<String, String> flink() {
        return Map.of();
    }

    /**
     * Does it.
     *
     * @param say is told of the progress
     * @throws IOException when the row could not be run, which says nothing of the job
     */
    RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException;
}
