package dev.tokenflow.agent;

import dev.tokenflow.agent.delivery.Broker;
import dev.tokenflow.agent.delivery.KafkaConfig;
import dev.tokenflow.agent.file.Replay;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.cli.ServerLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenflow agent replay}: sends the batches of a file. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends the batches of a file to Kafka as if they happened now. Every agent in it is renamed replay-NAME.",
            "Needs neither the probe nor root."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReplayCommand implements Callable<Integer> {
    private static final String NAME = "replay";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "Batches, as 'tokenflow agent --record' or 'tokenflow record' writes them.")
    private Path file;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--speed",
            defaultValue = "1",
            paramLabel = "X",
            description = "How much faster than it was recorded it is sent. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Override
    public Integer call() throws StartupException, IOException {
        ServerLog.use();
        requireNoOptionsBeforeTheCommand();
        KafkaConfig config = kafka.config();
        if (!config.isGiven()) {
            throw new IllegalArgumentException("no Kafka broker is given: --bootstrap-servers HOST:PORT");
        }
        Replay replay = new Replay(file, speed, kafka.queueBytes(), kafka.maxAge());
        Runtime.getRuntime().addShutdownHook(new Thread(replay::stop, "agent-stop"));
        kafka.onEndOfInput(replay::stop);
        PrintWriter out = spec.commandLine().getOut();
        out.println(replay.run(new Broker(config, NAME), line -> {
            out.println("agent: " + line);
            out.flush();
        }));
        out.flush();
        return ExitCode.OK;
    }

    /** Options before the word belong to watching sockets: better refused than ignored. */
    private void requireNoOptionsBeforeTheCommand() {
        spec.parent().commandLine().getParseResult().matchedOptions().stream()
                .findFirst()
                .ifPresent(option -> {
                    throw new IllegalArgumentException(
                            option.longestName() + " stands before 'replay', where it would watch sockets: "
                                    + "give a replay its options after FILE");
                });
    }
}
