package dev.tokenflow.lab.experiment.capacity;

import java.util.regex.Pattern;

/**
 * Which ride a recording is of. Recordings of one ride are alike, so a model that has learnt one of them is not judged
 * on another.
 */
public final class Trip {
    /** Parts of one recording, and the two directions of one link. */
    private static final Pattern PART = Pattern.compile("(_part\\d+|\\.down|\\.up)$");

    private Trip() {}

    /** The ride of a recording, by the name of its link. */
    public static String of(String link) {
        return PART.matcher(link).replaceFirst("");
    }
}
