package dev.tokenflow.report.network;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a client sits: every run has one network of each kind, so that hints can be seen to differ per client. */
public enum ClientNetwork {
    /** Behind the link that the run worsens and heals. */
    FAR("faulty link"),
    /** Behind a link that stays clean. */
    NEAR("clean link");

    private final String title;

    ClientNetwork(String title) {
        this.title = title;
    }

    /** The word used in files. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The link's name for people. */
    public String title() {
        return title;
    }
}
