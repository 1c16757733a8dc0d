package dev.tokenflow.lab.faults.ledger;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How the hints of two runs differ, key by key, but for epoch, number and the time of issue.
 *
 * @param compared hints
 * @param different hints that have no equal in the other run, of both runs
 * @param first of these; empty without
 */
public record HintDifference(int compared, int different, String first) {
    /**
     * Compares the hints of some keys that are about a time.
     *
     * @param fromMs and {@code toMs}: ms since 1970
     */
    public static HintDifference of(HintTape one, HintTape other, Predicate<String> keys, long fromMs, long toMs) {
        Set<String> all = new TreeSet<>();
        one.keys().filter(keys).forEach(all::add);
        other.keys().filter(keys).forEach(all::add);
        int compared = 0;
        int different = 0;
        String first = "";
        for (String key : all) {
            List<String> mine = texts(one, key, fromMs, toMs);
            List<String> others = texts(other, key, fromMs, toMs);
            compared += mine.size();
            List<String> alone = new ArrayList<>(mine);
            others.forEach(alone::remove);
            List<String> alsoAlone = new ArrayList<>(others);
            mine.forEach(alsoAlone::remove);
            different += alone.size() + alsoAlone.size();
            alone.addAll(alsoAlone);
            first = first.isEmpty() && !alone.isEmpty() ? key + ": " + alone.getFirst() : first;
        }
        return new HintDifference(compared, different, first);
    }

    private static List<String> texts(HintTape tape, String key, long fromMs, long toMs) {
        return tape.of(key).stream()
                .map(WrittenHint::hint)
                .filter(hint -> hint.issuedAtMs() >= fromMs && hint.issuedAtMs() < toMs)
                .map(HintDifference::text)
                .toList();
    }

    private static String text(Hint hint) {
        return HintCodec.encode(hint.toBuilder()
                .epoch(0)
                .seq(0)
                .issuedAtMs(0)
                .oldestEventAtMs(Double.NaN)
                .build());
    }
}
