package dev.tokenflow.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BrokerMain;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench agent}. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "What the kernel probe costs and what the agent can carry, on real traffic over loopback and between",
            "two network namespaces, through a real broker. Needs root."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class AgentBenchCommand implements Callable<Integer> {
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_SECONDS = 120;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the rows to this file.")
    private @Nullable Path json;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            paramLabel = "S",
            description = "Length of one round. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    /** What can be measured by itself. */
    enum Part {
        COST,
        CAPACITY,
        INTERFERENCE
    }

    @Option(
            names = "--part",
            split = ",",
            defaultValue = "COST,CAPACITY,INTERFERENCE",
            description = "Only these of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > MAX_SECONDS || rounds < 1) {
            throw new BenchException("--seconds is " + seconds + " and --rounds " + rounds + ", expected 1 to "
                    + MAX_SECONDS + " and at least 1");
        }
        if (json != null
                && !Files.isDirectory(
                        Objects.requireNonNull(json.toAbsolutePath().getParent(), "a file lies in a folder"))) {
            throw new BenchException("--json " + json + ": its folder does not exist");
        }
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        Path log = Files.createTempFile("tokenflow-bench-broker-", ".log");
        try (Child broker =
                Child.start("broker", new ProcessBuilder(JavaCommand.limited(BrokerMain.class)), log, line -> {})) {
            if (parts.contains(Part.COST)) {
                new ProbeCost(report, Duration.ofSeconds(seconds), rounds).measure();
            }
            JsonNode ready = broker.awaitReady(BROKER_PATIENCE);
            String bootstrap = ready.get("bootstrap").asText();
            if (parts.contains(Part.CAPACITY)) {
                new Capacity(report, Duration.ofSeconds(seconds), rounds, bootstrap).measure();
            }
            if (parts.contains(Part.INTERFERENCE)) {
                new Interference(report, Duration.ofSeconds(seconds), bootstrap).measure();
            }
        } catch (StartupException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        } finally {
            Files.delete(log);
        }
        if (json != null) {
            try {
                report.write(json);
            } catch (IOException e) {
                throw new BenchException("--json " + json + " cannot be written: " + e.getMessage());
            }
        }
        return CommandLine.ExitCode.OK;
    }
}
