package dev.tokenflow.lab.experiment;

import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.core.model.capacity.CapacityForecast;
import dev.tokenflow.core.model.capacity.CapacityScore;
import dev.tokenflow.core.pacing.capacity.CapacityHorizon;
import dev.tokenflow.lab.experiment.capacity.CapacityJudge;
import dev.tokenflow.lab.experiment.capacity.CapacityJudgement;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow model capacity}: how well it can be foretold what a path will carry. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Foretells what a path will carry in the next 0.3, 1 and 3 s in all but a small share of cases, and says"
                    + " how far off that was: with boosted trees, with the memory of the law, and with the last value.",
            "",
            "Streams run over the links in virtual time, and rows are taken where the law sees a queue. Each trip is"
                    + " judged by what was learnt from the others; recordings whose names differ in a part, or in up"
                    + " and down, are of one trip. Losses are of the logarithm of the capacity.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CapacityCommand implements Callable<Integer> {
    private static final int ANSWER_TOKENS = 400;
    private static final double TOKENS_PER_SECOND = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--link",
            required = true,
            paramLabel = "FILE|FOLDER",
            description = "Recorded links; may be given more than once.")
    private List<String> links = List.of();

    @Option(
            names = "--demand",
            defaultValue = "1,2,4,8",
            split = ",",
            paramLabel = "X",
            description = "Need of the streams over the link's mean rate. Default: ${DEFAULT-VALUE}.")
    private List<Double> demands = List.of();

    @Option(
            names = "--share",
            defaultValue = "0.05",
            paramLabel = "P",
            description = "Share of the cases in which the path may carry less. Default: ${DEFAULT-VALUE}.")
    private double share;

    @Option(
            names = "--seeds",
            defaultValue = "1",
            paramLabel = "K",
            description = "Runs over every link and demand. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures of every link to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("--share is " + share + ", expected above 0 and below 1");
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds is " + seeds + ", expected 1 or more");
        }
        if (json != null) {
            OutputFile.requireWritable("--json", json);
        }
        PrintWriter err = spec.commandLine().getErr();
        CapacityJudge judge = new CapacityJudge(share, seeds, line -> {
            err.println(line);
            err.flush();
        });
        List<CapacityJudgement> judgements = judge.judge(cells());
        for (CapacityHorizon horizon : CapacityHorizon.values()) {
            print(
                    horizon,
                    judgements.stream().filter(j -> j.horizon() == horizon).toList());
        }
        if (json != null) {
            Files.writeString(json, json(judgements) + "\n");
        }
        return 0;
    }

    private List<Experiment> cells() throws IOException {
        LinkChoice choice = new LinkChoice(null, null, Double.NaN);
        Load load = new Load(null, demands, 1, 0, TOKENS_PER_SECOND, ANSWER_TOKENS, (Duration) null);
        List<Experiment> cells = new ArrayList<>();
        for (String word : links) {
            for (ExperimentLink link : choice.find(word)) {
                cells.addAll(load.over(link));
            }
        }
        return cells;
    }

    private void print(CapacityHorizon horizon, List<CapacityJudgement> judgements) {
        PrintWriter out = spec.commandLine().getOut();
        Map<CapacityForecast, Map<String, CapacityJudgement>> ways = byWay(judgements);
        Map<String, CapacityJudgement> trees = ways.getOrDefault(CapacityForecast.TREES, Map.of());
        Map<String, CapacityJudgement> links = ways.getOrDefault(CapacityForecast.MEMORY, Map.of());
        int rows = links.values().stream().mapToInt(j -> j.bySight().rows()).sum();
        out.printf(Locale.ROOT, "%n%s ahead: %d links, %,d rows judged%n", horizon.word(), links.size(), rows);
        out.printf(
                Locale.ROOT,
                "%-20s %33s   %33s%n",
                "",
                "as seen: pinball, coverage, trees <",
                "as it was: pinball, coverage, trees <");
        ways.forEach((way, ofLinks) -> out.printf(
                Locale.ROOT,
                "%-20s %s   %s%n",
                way.word(),
                columns(ofLinks, trees, CapacityJudgement::bySight),
                columns(ofLinks, trees, CapacityJudgement::byTruth)));
        out.flush();
    }

    private static String columns(
            Map<String, CapacityJudgement> ofLinks,
            Map<String, CapacityJudgement> trees,
            Function<CapacityJudgement, CapacityScore> by) {
        double beaten = ofLinks.values().stream()
                .filter(j -> trees.containsKey(j.link()))
                .mapToDouble(j -> isBeaten(j, trees.get(j.link()), by) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "%13.4f %9.1f %% %7.0f %%",
                mean(ofLinks, by, CapacityScore::pinball),
                100 * mean(ofLinks, by, CapacityScore::coverage),
                100 * beaten);
    }

    private static boolean isBeaten(
            CapacityJudgement way, @Nullable CapacityJudgement trees, Function<CapacityJudgement, CapacityScore> by) {
        return trees != null && by.apply(trees).pinball() < by.apply(way).pinball();
    }

    /** Of all rows, whichever link they are of. */
    private static double mean(
            Map<String, CapacityJudgement> ofLinks,
            Function<CapacityJudgement, CapacityScore> by,
            ToDoubleFunction<CapacityScore> figure) {
        double sum = 0;
        double rows = 0;
        for (CapacityJudgement judgement : ofLinks.values()) {
            CapacityScore score = by.apply(judgement);
            sum += score.rows() * figure.applyAsDouble(score);
            rows += score.rows();
        }
        return sum / rows;
    }

    private static Map<CapacityForecast, Map<String, CapacityJudgement>> byWay(List<CapacityJudgement> judgements) {
        Map<CapacityForecast, Map<String, CapacityJudgement>> ways = new LinkedHashMap<>();
        judgements.forEach(
                j -> ways.computeIfAbsent(j.way(), any -> new LinkedHashMap<>()).put(j.link(), j));
        return ways;
    }

    private JsonWriter json(List<CapacityJudgement> judgements) {
        JsonWriter out = new JsonWriter().beginObject().field("share", share, 6);
        out.name("judgements").beginArray();
        for (CapacityJudgement j : judgements) {
            out.beginObject()
                    .field("link", j.link())
                    .field("ahead_ms", j.horizon().ms());
            out.field("way", j.way().word());
            write(out, "seen", j.bySight());
            write(out, "true", j.byTruth());
            out.endObject();
        }
        return out.endArray().endObject();
    }

    private static void write(JsonWriter out, String name, CapacityScore score) {
        out.name(name)
                .beginObject()
                .field("rows", (long) score.rows())
                .field("pinball", score.pinball(), 6)
                .field("coverage", score.coverage(), 6)
                .endObject();
    }
}
