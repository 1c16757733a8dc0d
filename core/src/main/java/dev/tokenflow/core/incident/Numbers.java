package dev.tokenflow.core.incident;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Order statistics of what is known of several. */
final class Numbers {
    private Numbers() {}

    /** The lower median of the known values; NaN when none is. */
    static <T> double median(Collection<T> all, ToDoubleFunction<T> value) {
        double[] known = all.stream()
                .mapToDouble(value)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        return known.length == 0 ? Double.NaN : known[(known.length - 1) / 2];
    }

    /**
     * The value that only a tenth is below: when something began for several, without the few for whom it had begun
     * before, by themselves.
     */
    static <T> long lowerTenth(Collection<T> all, ToLongFunction<T> value) {
        long[] sorted = all.stream().mapToLong(value).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 10];
    }
}
