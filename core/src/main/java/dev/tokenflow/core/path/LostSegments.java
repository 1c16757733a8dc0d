package dev.tokenflow.core.path;

/**
 * How many of the segments sent again were really lost. What overtook another on its way makes the sender believe that
 * the other is lost.
 */
public final class LostSegments {
    /**
     * Segments that one sight of reordering can explain: about what a stream of tokens has under way. A path that
     * reorders now and then and loses all the time stays one that loses.
     */
    static final long PER_REORDERING = 10;

    private LostSegments() {}

    /**
     * Not counted are segments that arrived twice, and what fast recovery sent while reordering was seen; both are
     * mostly the same ones.
     *
     * @param retransmits segments sent again
     * @param dsacks duplicates that the peers reported
     * @param fastRetransmits segments sent again by fast recovery
     * @param reorderings times that reordering was seen
     */
    public static long of(long retransmits, long dsacks, long fastRetransmits, long reorderings) {
        long overtaken = Math.min(fastRetransmits, PER_REORDERING * reorderings);
        return Math.max(0, retransmits - Math.max(dsacks, overtaken));
    }
}
