package dev.tokenflow.ops;

import java.util.ArrayList;
import java.util.List;

/** The keys of job and training in the help of their commands. */
final class Keys {
    private Keys() {}

    /** Lines of a picocli footer, in which a percent sign has to be doubled. */
    static String[] footer(String help) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Keys, each with its default. TOKENFLOW_KEY in the environment sets one too, such as"
                        + " TOKENFLOW_GROUP:"));
        help.replace("%", "%%").lines().forEach(lines::add);
        return lines.toArray(String[]::new);
    }
}
