package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneBlock;
import java.util.BitSet;

/** Takes what {@link PaneFolder} makes, and what it notices. */
public interface FoldSink {
    /** Panes of one group of paths, finished or of an alarm. */
    void block(PaneBlock block);

    /** The batch was seen before, or belongs to an epoch that has ended; it was not used. */
    void duplicate();

    /** So many batches between the newest one and this one have not come. */
    void missing(long batches);

    /** This batch had been counted as missing, and came after all. */
    void reordered();

    /** Events of the batch that were not used, and the reason as a short word. */
    void rejected(String reason, BitSet events);

    /** So many sockets were silent for too long and were forgotten: their CLOSE was lost. */
    void forgotten(int sockets);

    /** So many sockets were forgotten because there were more than the bound allows. */
    void evicted(int sockets);
}
