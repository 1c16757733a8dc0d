package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import java.util.Arrays;

/**
 * The word about one client at one instant, and the numbers that belong to it. Unknown numbers are NaN: then those
 * known before hold.
 *
 * @param name the client
 * @param sites agent ids that have connections to it; none = those known before
 * @param word what is the matter
 * @param rttMs median round trip of the newest 300 ms, or of the window where those have none
 * @param usualRttMs smallest round trip of the last ten minutes
 * @param lossShare share of segments lost lately, 0 to 1
 * @param atMs event time, ms since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record ClientWord(
        PathName name, String[] sites, Diagnosis word, double rttMs, double usualRttMs, double lossShare, long atMs) {
    private static final int MAX_SITES = 8;
    private static final String[] AS_KNOWN = {};

    /** The word about the client of a reading. */
    public static ClientWord of(PathReading reading, Diagnosis word) {
        double recentMs = reading.signals().rttP50Ms();
        return new ClientWord(
                reading.features().name(),
                distinct(reading.sites()),
                word,
                Double.isNaN(recentMs) ? reading.features().p50RttMs() : recentMs,
                reading.signals().baselineRttMs(),
                reading.signals().lossShare(),
                reading.signals().nowMs());
    }

    /** The word has just changed; the rest is as known. */
    public static ClientWord changed(PathName name, Diagnosis word, long atMs) {
        return new ClientWord(name, AS_KNOWN, word, Double.NaN, Double.NaN, Double.NaN, atMs);
    }

    /** Each once, in one order, and not too many: an agent has several shards. */
    private static String[] distinct(String[] sites) {
        return sites.length < 2
                ? sites
                : Arrays.stream(sites).distinct().sorted().limit(MAX_SITES).toArray(String[]::new);
    }
}
