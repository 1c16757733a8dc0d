package dev.tokenflow.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.bench.process.BrokerMain;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench agent}. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what the kernel probe costs and what the agent can carry, with real traffic over loopback and"
                    + " between two network namespaces, through a real broker. Needs root.",
            "",
            "COST is the time the kernel spends in the probe, less what it spends on measuring that, found with an"
                    + " empty program beside it. CAPACITY is how many events a second get through. INTERFERENCE is what"
                    + " traffic at full speed loses to the probe, beside the same time slots without it, and what agent"
                    + " and broker take. SOCKETS is an agent with 384 MiB of memory while 200,000 connections are open"
                    + " and 100,000 events a second come; in the middle it is stopped for 200 ms.",
            "",
            "Ratios and differences are taken within a round, in which the variants take turns. Low and high are the"
                    + " quartiles of the rounds."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class AgentBenchCommand implements Callable<Integer> {
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_SECONDS = 120;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            paramLabel = "S",
            description = "Length of one round. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            paramLabel = "N",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--sockets",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Connections of the part SOCKETS. Default: ${DEFAULT-VALUE}.")
    private int sockets;

    @Option(
            names = "--hold",
            defaultValue = "20s",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "How long the part SOCKETS goes on with all connections open. Default: ${DEFAULT-VALUE}.")
    private Duration hold;

    @Option(
            names = "--warm-up",
            defaultValue = "20s",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "How long an agent runs before its CPU time counts. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp;

    /** What can be measured by itself. */
    enum Part {
        COST,
        CAPACITY,
        INTERFERENCE,
        SOCKETS
    }

    @Option(
            names = "--part",
            split = ",",
            defaultValue = "COST,CAPACITY,INTERFERENCE,SOCKETS",
            description = "Only these of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public Integer call() throws Exception {
        OptionRange.require("--seconds", seconds, 1, MAX_SECONDS);
        OptionRange.require("--rounds", rounds, 1, 100);
        OptionRange.require("--sockets", sockets, 1, ManySockets.MAX_SOCKETS);
        json.requireFolder();
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        Path log = Files.createTempFile("tokenflow-bench-broker-", ".log");
        try (Child broker =
                Child.start("broker", new ProcessBuilder(JavaCommand.limited(BrokerMain.class)), log, line -> {})) {
            if (parts.contains(Part.COST)) {
                new ProbeCost(report, Duration.ofSeconds(seconds), rounds).measure();
            }
            JsonNode ready = broker.awaitReady(BROKER_TIMEOUT);
            String bootstrap = ready.get("bootstrap").asText();
            if (parts.contains(Part.CAPACITY)) {
                new AgentCapacity(report, Duration.ofSeconds(seconds), rounds, bootstrap).measure();
            }
            if (parts.contains(Part.INTERFERENCE)) {
                new Interference(report, rounds, warmUp, bootstrap, Processes.innermost(broker.pid())).measure();
            }
            if (parts.contains(Part.SOCKETS)) {
                new ManySockets(report, sockets, hold, bootstrap).measure();
            }
        } catch (StartupException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        } finally {
            Files.delete(log);
        }
        json.write(report);
        return CommandLine.ExitCode.OK;
    }
}
