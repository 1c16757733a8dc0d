package dev.tokenflow.ops.config;

import dev.tokenflow.ops.start.CommandWord;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./tokenflow config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Prints every option of every part, with its default and its meaning, as Markdown.",
            "docs/configuration.md is its output."
        })
public final class ConfigCommand implements Callable<Integer> {
    private final Function<CommandWord, CommandLine> commands;

    /**
     * A reference of these commands.
     *
     * @param commands reads a command with its options
     */
    public ConfigCommand(Function<CommandWord, CommandLine> commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        System.out.print(new ConfigReference(commands).markdown());
        return 0;
    }
}
