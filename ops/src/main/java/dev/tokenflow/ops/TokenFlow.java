package dev.tokenflow.ops;

import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.start.CommandWord;
import java.util.List;
import picocli.CommandLine;

/** {@code ./tokenflow}: the one place from which every command is reached. */
public final class TokenFlow {
    private TokenFlow() {}

    /** Runs the command that the arguments name; ends the process with its exit status. */
    public static void main(String[] args) {
        Checkout.ofThisProcess().handBackAtExit();
        System.exit(execute(args));
    }

    /** Exit status of the command; what a person did wrong, or a machine does not allow, is one line and status 2. */
    static int execute(String... args) {
        CommandLine root = Commands.rootFor(List.of(args));
        if (args.length == 0) {
            CommandWord.help().forEach(root.getErr()::println);
            return CommandLine.ExitCode.USAGE;
        }
        return root.execute(args);
    }
}
