package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** No checkpoint can be written for a while: a file stands where the folder should be. */
final class CheckpointsFail implements FaultRow {
    private static final Duration GOOD_TIMEOUT = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "checkpoints-fail";
    }

    @Override
    public String summary() {
        return "no checkpoint can be written for 2 min: hints go on, the job does not restart, Flink counts the"
                + " failures, and checkpoints go on afterwards";
    }

    @Override
    public boolean isShort() {
        return false;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Stage.Setting often = Stage.Setting.with("--checkpoint-interval", pace == Pace.SHORT ? "2 s" : "10 s");
        try (Loop loop = Loop.open(stack, name(), often)) {
            Waits.require(GOOD_TIMEOUT, "a checkpoint", () -> loop.stage().job().completedCheckpoints() > 0);
            Path folder = stack.cluster().flink().checkpoints();
            Path aside = folder.resolveSibling("checkpoints-aside");
            Duration time = pace.seconds(10, 120);
            say.accept("no checkpoint for " + time.toSeconds() + " s");
            Files.move(folder, aside);
            Files.createFile(folder);
            Waits.pause(time);
            long failed = loop.stage().job().failedCheckpoints();
            long completed = loop.stage().job().completedCheckpoints();
            Files.delete(folder);
            Files.move(aside, folder);
            boolean again = Waits.until(GOOD_TIMEOUT, () -> loop.stage().job().completedCheckpoints() > completed);
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            findings.atLeast("failed_checkpoints", failed, 1);
            findings.require(again, "there was no checkpoint afterwards");
            findings.none("restarts", loop.stage().job().restarts());
            loop.judge(findings, loop.tapes(), endMs);
        }
        return findings.result(name());
    }
}
