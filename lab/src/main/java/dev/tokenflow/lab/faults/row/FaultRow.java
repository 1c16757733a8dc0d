package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Extra;
import dev.tokenflow.lab.faults.stack.Stack;
import java.io.IOException;
import java.util.function.Consumer;

/** Something that goes wrong, and what must hold all the same. */
public interface FaultRow {
    /** As {@code --only} names it. */
    String name();

    /** What is done and what must hold, in one line. */
    String summary();

    /** Whether it belongs to the short form. */
    boolean isShort();

    /** What its stack must have besides one broker and a Flink cluster. */
    default Extra needs() {
        return Extra.NONE;
    }

    /**
     * Does it.
     *
     * @param say is told of the progress
     * @throws IOException when the row could not be run, which says nothing of the job
     */
    RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException;
}
