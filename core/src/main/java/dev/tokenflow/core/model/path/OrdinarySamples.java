package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which samples count as normal. Those whose diagnosis is a trouble do not, nor do those right after one, whose windows
 * still reach into it, nor those without a diagnosis, as of prefixes and sites, which have their clients' trouble in
 * them. (Where no sample at all has a diagnosis, all count.) The exception: when nearly all of the whole history has
 * the same trouble, counted by path so that a few loud ones do not decide, that is what is normal now.
 */
final class OrdinarySamples {
    /** From this share of the samples on a trouble is no exception but the rule. */
    static final double NEW_NORMAL = 0.8;

    /** The inputs of the forest look back so far. */
    private static final long BEHIND_MS = 10_000;

    /** A word may come so late after what it tells of. */
    private static final long AHEAD_MS = 2_000;

    /**
     * Where trouble comes again before the windows have forgotten the last, hardly a sample would be left. Below this
     * share of those without trouble, the neighbours of trouble count again.
     */
    private static final double LEAST_SHARE = 0.2;

    private final Set<Diagnosis> normal = EnumSet.of(Diagnosis.NORMAL);
    private final boolean sparesNeighbours;
    private final long count;

    /** A sample and what it was called when it was measured. */
    record Called(PathSample sample, Diagnosis word) {
        long atMs() {
            return sample.atMs();
        }
    }

    /**
     * @param paths samples of each path, by time
     * @param newNormalMs how long a trouble must have lasted to be what is normal
     */
    OrdinarySamples(Collection<List<Called>> paths, long newNormalMs) {
        if (paths.stream().flatMap(List::stream).allMatch(called -> called.word == Diagnosis.UNKNOWN)) {
            normal.add(Diagnosis.UNKNOWN);
        }
        if (span(paths) >= newNormalMs) {
            for (Diagnosis word : Diagnosis.values()) {
                if (word.isTrouble() && meanShare(paths, word) >= NEW_NORMAL) {
                    normal.add(word);
                }
            }
        }
        long quiet = 0;
        long undisturbed = 0;
        for (List<Called> path : paths) {
            for (Called called : path) {
                quiet += normal.contains(called.word) ? 1 : 0;
            }
            for (boolean is : flags(path, true)) {
                undisturbed += is ? 1 : 0;
            }
        }
        sparesNeighbours = undisturbed >= LEAST_SHARE * quiet;
        count = sparesNeighbours ? undisturbed : quiet;
    }

    /** How many there are. */
    long count() {
        return count;
    }

    /** Of each sample of a path whether it counts. */
    boolean[] flags(List<Called> path) {
        return flags(path, sparesNeighbours);
    }

    private boolean[] flags(List<Called> path, boolean spareNeighbours) {
        boolean[] flags = new boolean[path.size()];
        long troubleEndMs = Long.MIN_VALUE / 2;
        for (int i = 0; i < flags.length; i++) {
            Called called = path.get(i);
            troubleEndMs = isTrouble(called.word) ? called.atMs() : troubleEndMs;
            flags[i] = normal.contains(called.word) && (!spareNeighbours || called.atMs() > troubleEndMs + BEHIND_MS);
        }
        long nextTroubleMs = Long.MAX_VALUE / 2;
        for (int i = flags.length - 1; spareNeighbours && i >= 0; i--) {
            Called called = path.get(i);
            nextTroubleMs = isTrouble(called.word) ? called.atMs() : nextTroubleMs;
            flags[i] &= called.atMs() < nextTroubleMs - AHEAD_MS;
        }
        return flags;
    }

    private boolean isTrouble(Diagnosis word) {
        return word.isTrouble() && !normal.contains(word);
    }

    private static long span(Collection<List<Called>> paths) {
        long fromMs = Long.MAX_VALUE;
        long toMs = Long.MIN_VALUE;
        for (List<Called> path : paths) {
            fromMs = Math.min(fromMs, path.get(0).atMs());
            toMs = Math.max(toMs, path.get(path.size() - 1).atMs());
        }
        return paths.isEmpty() ? 0 : toMs - fromMs;
    }

    /** The share that this word has of a path's diagnoses, on average over the paths that have any. */
    private static double meanShare(Collection<List<Called>> paths, Diagnosis word) {
        double sum = 0;
        int count = 0;
        for (List<Called> path : paths) {
            long told = path.stream()
                    .filter(called -> called.word != Diagnosis.UNKNOWN)
                    .count();
            if (told > 0) {
                sum += (double) path.stream()
                                .filter(called -> called.word == word)
                                .count()
                        / told;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
