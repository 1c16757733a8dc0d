package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.diagnosis.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/** The diagnoses of one client, in order, by the time from which on each was in force. Written by one thread. */
public final class WordLog {
    private record Word(long sinceNs, Diagnosis diagnosis) {}

    private final List<Word> words = new ArrayList<>();

    /** From {@code nowNs} on this holds; of no effect when it held before. */
    public void add(long nowNs, Diagnosis diagnosis) {
        if (words.isEmpty() || words.get(words.size() - 1).diagnosis() != diagnosis) {
            words.add(new Word(nowNs, diagnosis));
        }
    }

    /** The word in force; unknown before the first. */
    public Diagnosis at(long nowNs) {
        int index = indexAt(nowNs);
        return index < 0 ? Diagnosis.UNKNOWN : words.get(index).diagnosis();
    }

    /** The first time in [from, to) at which a word is in force; -1 = never. */
    public long firstNs(Diagnosis word, long fromNs, long toNs) {
        for (int i = Math.max(0, indexAt(fromNs));
                i < words.size() && words.get(i).sinceNs() < toNs;
                i++) {
            if (words.get(i).diagnosis() == word) {
                return Math.max(fromNs, words.get(i).sinceNs());
            }
        }
        return -1;
    }

    /** How often the word changed in [from, to). */
    public int changes(long fromNs, long toNs) {
        return (int) words.stream()
                .skip(1)
                .filter(word -> word.sinceNs() >= fromNs && word.sinceNs() < toNs)
                .count();
    }

    /** How often in [from, to) a word came that names a trouble, after one that does not. */
    public int alarms(long fromNs, long toNs) {
        int alarms = 0;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            boolean wasTrouble = i > 0 && words.get(i - 1).diagnosis().isTrouble();
            alarms += word.diagnosis().isTrouble() && !wasTrouble && word.sinceNs() >= fromNs && word.sinceNs() < toNs
                    ? 1
                    : 0;
        }
        return alarms;
    }

    private int indexAt(long nowNs) {
        int low = 0;
        int high = words.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (words.get(middle).sinceNs() <= nowNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
