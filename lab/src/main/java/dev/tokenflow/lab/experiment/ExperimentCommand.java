package dev.tokenflow.lab.experiment;

import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.report.ExperimentReport;
import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.run.KernelRuns;
import dev.tokenflow.lab.experiment.run.RunStore;
import dev.tokenflow.testbed.process.Logs;
import dev.tokenflow.testbed.process.StopSignal;
import dev.tokenflow.testbed.process.StoppedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tokenflow experiment}: the same streams over the same link, once for every arm. */
@Command(
        name = "tokenflow experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends the same token streams over the same link in different ways and compares what readers feel.",
            "",
            "A link is a recording, plain or gzipped (a line per delivery opportunity in ms, as Mahimahi's; or rows"
                    + " 'seconds Mbit/s'), a folder of recordings, a schedule such as 'narrow 60s rate=2mbit delay=20ms"
                    + " buffer=1s', or a name: demo, narrow, drop, clean, lossy. A link that is shorter than the run"
                    + " begins again.",
            ""
        },
        footer = {"", "Exit status: 0 when everything ran, 2 when the command or the machine does not allow it."})
public final class ExperimentCommand implements Callable<Integer> {
    @Mixin
    private final ExperimentOptions options = new ExperimentOptions();

    @Option(
            names = "--out",
            defaultValue = "experiment-report",
            paramLabel = "DIR",
            description = "Where the report goes. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("experiment-report");

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
    private @Nullable Path json;

    @Option(names = "--resume", description = "Go on where the experiment in DIR was stopped.")
    private boolean resume;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream terminal = System.out;
        ExperimentPlan plan = options.plan();
        requireWritable();
        Files.createDirectories(out);
        RunStore store = RunStore.open(out, resume);
        if (store.size() > 0) {
            terminal.printf(Locale.ROOT, "%,d finished runs found in %s.%n", store.size(), out);
        }
        return plan.medium() == Medium.kernel ? onKernel(terminal, plan, store) : inVirtualTime(terminal, plan, store);
    }

    private int inVirtualTime(PrintStream terminal, ExperimentPlan plan, RunStore store)
            throws IOException, InterruptedException {
        ExperimentRunner runner = new ExperimentRunner(store, System.err);
        report(plan, runner.run(plan.cells(), plan.arms(), plan.seeds()), List.of())
                .write(terminal, out, json);
        if (Double.isFinite(runner.speed())) {
            terminal.printf(Locale.ROOT, "Ran %,.0f times as fast as time passes.%n", runner.speed());
        }
        return 0;
    }

    private int onKernel(PrintStream terminal, ExperimentPlan plan, RunStore store)
            throws IOException, InterruptedException {
        Optional<String> whyNot = KernelRuns.whyNot();
        if (whyNot.isPresent()) {
            throw new IOException("--network kernel is not possible here: " + whyNot.get());
        }
        Logs.toFile(out.resolve("tokenflow.log"));
        try (StopSignal stop = StopSignal.watch(() -> System.err.println("Stopping ..."))) {
            List<CellResult> results = new ArrayList<>();
            for (Experiment cell : plan.cells()) {
                Path raw = out.resolve("raw").resolve(cell.link().name() + "-" + results.size());
                KernelRuns runs =
                        new KernelRuns(cell, plan.arms(), plan.seeds(), plan.congestionControl(), raw, System.err);
                results.add(runs.run(stop, store));
            }
            List<Agreement> agreement = plan.canBeSimulated()
                    ? Agreement.of(
                            results,
                            new ExperimentRunner(store, System.err).run(plan.cells(), plan.arms(), plan.seeds()))
                    : List.of();
            report(plan, results, agreement).write(terminal, out, json);
            return 0;
        } catch (StoppedException e) {
            return e.exitStatus();
        }
    }

    private static ExperimentReport report(ExperimentPlan plan, List<CellResult> results, List<Agreement> agreement) {
        return new ExperimentReport(plan.medium().name(), plan.seeds(), plan.facts(), results, agreement);
    }

    private void requireWritable() throws IOException {
        if (json != null) {
            OutputFile.requireWritable("--json", json);
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IOException("--out: '" + out + "' is a file, expected a folder");
        }
    }
}
