package dev.tokenflow.core.source;

import dev.tokenflow.core.pane.PaneBlock;
import java.util.BitSet;

/** What {@link PaneFolder} has to say. */
public interface FoldSink {
    /** Panes of one partition, finished or of an alarm. */
    void block(PaneBlock block);

    /** The batch came before, or belongs to an epoch that has ended. */
    void duplicate();

    /** Sequence numbers between the newest batch and this one that did not come. */
    void missing(long batches);

    /** The batch had been counted as missing. */
    void reordered();

    /** Events of the batch that were set aside, and the reason as a short word. */
    void rejected(String reason, BitSet events);

    /** Sockets that were silent for too long: their close was lost. */
    void forgotten(int sockets);

    /** Sockets beyond the bound. */
    void evicted(int sockets);
}
