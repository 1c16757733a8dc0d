package dev.tokenflow.cli.option;

import dev.tokenflow.cli.input.EndOfInput;
import picocli.CommandLine.Option;

/** {@code --until-stdin-closes}, to be mixed into a command that runs until it is stopped. */
public final class UntilStdinClosesOption {
    @Option(names = "--until-stdin-closes", description = "Also stop when standard input ends.")
    private boolean given;

    /** Runs {@code stop} on another thread when standard input ends, if the option is given. */
    public void onEnd(Runnable stop) {
        if (given) {
            EndOfInput.then(System.in, stop);
        }
    }

    /** Whether the option is given. */
    public boolean isGiven() {
        return given;
    }
}
