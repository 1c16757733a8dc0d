package dev.tokenflow.lab.faults;

import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.lab.faults.row.FaultRow;
import dev.tokenflow.lab.faults.row.Pace;
import dev.tokenflow.lab.faults.row.RowResult;
import dev.tokenflow.lab.faults.stack.Extra;
import dev.tokenflow.lab.faults.stack.Stack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Runs rows one after the other. Those that need the same processes share them.
 *
 * @param rows what to run
 * @param pace how long
 * @param keep whether the folders of logs and data stay
 * @param say is told of the progress
 * @param done is told of each result
 */
public record FaultsRun(List<FaultRow> rows, Pace pace, boolean keep, Consumer<String> say, Consumer<RowResult> done) {
    /**
     * Runs all.
     *
     * @throws IOException when the processes cannot be started; a row that could not be run counts as missed
     */
    public List<RowResult> run() throws IOException, InterruptedException {
        List<RowResult> results = new ArrayList<>();
        int next = 0;
        while (next < rows.size()) {
            Extra extra = rows.get(next).needs();
            say.accept("starting broker and Flink");
            try (Stack stack = Stack.start(extra, keep)) {
                if (keep) {
                    say.accept("logs and data are kept in " + stack.folder());
                }
                do {
                    RowResult result = run(rows.get(next), stack);
                    results.add(result);
                    done.accept(result);
                    next++;
                } while (next < rows.size() && rows.get(next).needs() == extra);
            }
        }
        return results;
    }

    private RowResult run(FaultRow row, Stack stack) throws InterruptedException {
        say.accept(row.name() + ": " + row.summary());
        long beganNs = System.nanoTime();
        RowResult result;
        try {
            result = row.run(stack, pace, line -> say.accept(row.name() + ": " + line));
        } catch (IOException | ConfigException | KafkaException e) { // the other rows can be run all the same
            result = new RowResult(row.name(), Map.of(), List.of("it could not be run: " + e.getMessage()), List.of());
        }
        return result.with("seconds", Math.round((System.nanoTime() - beganNs) / 1e9));
    }
}
