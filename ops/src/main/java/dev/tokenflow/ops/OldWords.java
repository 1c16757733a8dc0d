package dev.tokenflow.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code ./tokenflow lab ...}, as it was called before version 0.2: refused, and the new word is named. */
@Command(name = "lab", hidden = true)
final class OldWords implements Callable<Integer> {
    private static final Map<String, String> NOW = Map.of("record", "record", "clean", "clean", "traffic", "up");

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        String old = words.isEmpty() ? "" : words.getFirst();
        String now = NOW.get(old);
        throw new IllegalArgumentException(
                now == null
                        ? "there is no command 'lab' any more; see ./tokenflow --help"
                        : "'lab " + old + "' is called './tokenflow " + now + "' now");
    }
}
