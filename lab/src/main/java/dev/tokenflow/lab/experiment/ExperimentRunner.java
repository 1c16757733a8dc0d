package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.result.ArmSeries;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.RunFigures;
import dev.tokenflow.lab.experiment.run.ArmRun;
import dev.tokenflow.lab.experiment.run.RunStore;
import dev.tokenflow.lab.experiment.run.SimulatedRun;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs every arm and seed of every cell in virtual time, as many at once as there are processors, and says how far it
 * is.
 */
final class ExperimentRunner {
    private static final long SAY_NS = 5_000_000_000L;
    private static final double NANOS = 1e9;

    /** A run and its place. */
    private record Job(Experiment experiment, Arm arm, long seed, boolean drawn) {}

    /** What a job came to. */
    private record Done(
            Job job, RunFigures figures, @Nullable ArmSeries series) {}

    private final RunStore store;
    private final PrintStream progress;
    private double virtualS;
    private double realS;

    ExperimentRunner(RunStore store, PrintStream progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Runs them all.
     *
     * @param seeds how many, from 1
     */
    List<CellResult> run(List<Experiment> cells, List<Arm> arms, int seeds) throws IOException, InterruptedException {
        boolean drawn = cells.size() == 1;
        List<Job> jobs = new ArrayList<>();
        for (Experiment cell : cells) {
            for (Arm arm : arms) {
                for (long seed = 1; seed <= seeds; seed++) {
                    jobs.add(new Job(cell, arm, seed, drawn && seed == 1));
                }
            }
        }
        Map<Experiment, Map<String, List<RunFigures>>> figures = new LinkedHashMap<>();
        Map<String, ArmSeries> series = new LinkedHashMap<>();
        for (Done done : runAll(jobs)) {
            figures.computeIfAbsent(done.job().experiment(), any -> new LinkedHashMap<>())
                    .computeIfAbsent(done.job().arm().name(), any -> new ArrayList<>())
                    .add(done.figures());
            if (done.series() != null) {
                series.put(done.job().arm().name(), done.series());
            }
        }
        List<CellResult> results = new ArrayList<>();
        figures.forEach((experiment, runs) -> results.add(new CellResult(experiment, runs, series)));
        return results;
    }

    /** Virtual seconds a second of all processors together; NaN when nothing had to be run. */
    double speed() {
        return realS == 0 ? Double.NaN : virtualS / realS;
    }

    private List<Done> runAll(List<Job> jobs) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        long saidNs = startNs;
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Done>> running = new ArrayList<>();
            for (Job job : jobs) {
                Callable<Done> work = () -> run(job);
                running.add(pool.submit(work));
            }
            List<Done> done = new ArrayList<>();
            for (Future<Done> future : running) {
                done.add(future.get());
                long nowNs = System.nanoTime();
                if (nowNs - saidNs >= SAY_NS) {
                    saidNs = nowNs;
                    say(done, jobs.size(), (nowNs - startNs) / NANOS);
                }
            }
            realS = virtualS == 0 ? 0 : (System.nanoTime() - startNs) / NANOS;
            return done;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("a run failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Done run(Job job) throws IOException {
        String key = RunStore.key("simulated", job.experiment(), job.arm(), job.seed());
        RunFigures known = store.get(key);
        if (known != null && !job.drawn()) {
            return new Done(job, known, null);
        }
        ArmRun run = new SimulatedRun(job.experiment(), job.arm(), job.seed()).run();
        RunFigures figures = run.figures();
        if (known == null) {
            store.put(key, figures);
        }
        count(job.experiment().duration().toMillis() / 1e3);
        return new Done(job, figures, job.drawn() ? run.series() : null);
    }

    private synchronized void count(double seconds) {
        virtualS += seconds;
    }

    private void say(List<Done> done, int all, double elapsedS) {
        Job last = done.getLast().job();
        long leftS = Math.round(elapsedS * (all - done.size()) / done.size());
        progress.printf(
                Locale.ROOT,
                "%,d of %,d runs, about %d:%02d left (%s, demand %.3g, %s)%n",
                done.size(),
                all,
                leftS / 60,
                leftS % 60,
                last.experiment().link().name(),
                last.experiment().demand(),
                last.arm().name());
    }
}
