package dev.tokenflow.testbed.netns;

import java.util.Locale;

/** Which of the two client networks. */
public enum ClientSide {
    /** Behind the link that the experiment worsens and heals. */
    FAR(0),
    /** Behind a link that stays clean. */
    NEAR(1);

    /** Its place among an arm's two networks. */
    private final int index;

    ClientSide(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }

    /** As it appears in names of namespaces. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
