package dev.tokenflow.ops;

import dev.tokenflow.ops.start.CommandWord;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The root command with every command read, where the program itself reads only the one that is asked for. */
public final class WholeCommand {
    private WholeCommand() {}

    public static CommandLine line() {
        CommandLine root = new CommandLine(CommandSpec.create()
                .name("tokenflow")
                .mixinStandardHelpOptions(true)
                .version("0"));
        for (CommandWord command : CommandWord.values()) {
            root.addSubcommand(command.word(), Commands.read(command));
        }
        return root;
    }
}
