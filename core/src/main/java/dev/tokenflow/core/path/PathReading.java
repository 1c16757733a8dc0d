package dev.tokenflow.core.path;

/**
 * One path at the end of one window.
 *
 * @param group of the path, by which everything that is remembered of it is kept
 * @param kind why it was read
 * @param features what is reported and scored
 * @param signals what the law looks at
 * @param sites agent ids that have connections to it
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record PathReading(int group, ReadingKind kind, PathFeatures features, PathSignals signals, String[] sites) {
    /** Name of the path: the same as the Kafka key of its hint. */
    public String path() {
        return features.path();
    }
}
