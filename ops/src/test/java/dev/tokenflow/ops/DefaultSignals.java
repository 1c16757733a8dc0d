package dev.tokenflow.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs that tests stop by a signal. A signal that is ignored stays ignored in every child, and a shell
 * ignores SIGINT for what it runs in the background, as {@code nohup} does SIGHUP: so the child gets the default back.
 */
public final class DefaultSignals {
    private DefaultSignals() {}

    /**
     * The same command with the usual meaning of both signals, in a process of the same id (coreutils 8.31 or newer).
     */
    public static List<String> around(List<String> command) {
        List<String> all = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
        all.addAll(command);
        return all;
    }
}
