package dev.tokenflow.bench.gateway.load;

/**
 * Who reads.
 *
 * @param live readers of streams with text
 * @param idle readers of streams that begin and then say nothing
 * @param dead readers of streams with text who never read
 * @param deltas of each answer, after which the reader asks again
 * @param gzip whether the readers accept gzip
 */
public record Audience(int live, int idle, int dead, long deltas, boolean gzip) {
    /** More than any benchmark lasts. */
    private static final long ENDLESS = Integer.MAX_VALUE;

    public Audience {
        if (live < 1 || idle < 0 || dead < 0 || deltas < 1) {
            throw new IllegalArgumentException("live " + live + ", idle " + idle + ", dead " + dead + ", deltas "
                    + deltas + ", expected at least 1, 0, 0 and 1");
        }
    }

    /** Streams that go on until the load ends. */
    public static Audience steady(int live, boolean gzip) {
        return new Audience(live, 0, 0, ENDLESS, gzip);
    }

    /** The same with some who say nothing and some who do not read. */
    public Audience with(int idleReaders, int deadReaders) {
        return new Audience(live, idleReaders, deadReaders, deltas, gzip);
    }

    int total() {
        return live + idle + dead;
    }
}
