package dev.tokenflow.lab.netns;

import java.util.Locale;

/** Which of the two client networks. */
public enum ClientSide {
    /** Behind the link that the experiment worsens and heals. */
    FAR,
    /** Behind a link that stays clean. */
    NEAR;

    /** As it appears in names of namespaces. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
