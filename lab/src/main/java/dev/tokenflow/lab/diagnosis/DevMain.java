package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.lab.arm.*;
import dev.tokenflow.lab.experiment.*;
import dev.tokenflow.lab.experiment.plan.*;
import java.time.Duration;
import java.util.*;

public final class DevMain {
    public static void main(String[] args) throws Exception {
        int duration = Integer.parseInt(args[0]);
        Map<String, Map<Diagnoser, DiagnosisFigures>> all = new TreeMap<>();
        for (String link : args[1].split("\\|")) {
            for (ExperimentLink l : new LinkChoice(null, null, Double.NaN).find(link)) {
                for (String demand : args[2].split(",")) {
                    double dm = Double.parseDouble(demand);
                    double mean = l.meanBitsPerSecond();
                    int streams = dm < 0
                            ? (int) -dm
                            : (int) Math.max(1, Math.round(dm * mean / Experiment.streamBitsPerSecond(50)));
                    Duration d = duration > 0 ? Duration.ofSeconds(duration) : Duration.ofNanos(l.lengthNs());
                    Experiment ex = new Experiment(l, dm, 1, streams, 0, 50, 400, d);
                    for (String arm : args[3].split(",")) {
                        for (long seed = 1; seed <= Integer.parseInt(args[4]); seed++) {
                            if (System.getProperty("show") != null)
                                System.out.println(l.name() + " " + demand + " " + arm);
                            var f = DiagnosisRun.of(ex, Arms.of(arm), seed);
                            f.forEach((k, v) -> all.computeIfAbsent(arm, a -> new EnumMap<>(Diagnoser.class))
                                    .computeIfAbsent(k, z -> new DiagnosisFigures())
                                    .add(v));
                        }
                    }
                }
            }
        }
        all.forEach((arm, m) -> m.forEach((k, f) -> {
            System.out.printf(
                    "%-12s %-10s macro %.3f onset %.0f/%.0f end %.0f/%.0f chg/min %.1f alarms/day %.0f ",
                    arm,
                    k,
                    f.macroF1(),
                    f.onsetMs(50),
                    f.onsetMs(95),
                    f.endMs(50),
                    f.endMs(95),
                    f.changesPerMinute(),
                    f.alarmsPerDay());
            for (Diagnosis t : Diagnosis.values())
                if (f.seconds(t) > 0) System.out.printf(" %s %.3f (%d)", t.word(), f.f1(t), f.seconds(t));
            System.out.println();
            if (k == Diagnoser.TOKENFLOW)
                for (Diagnosis t : Diagnosis.values())
                    if (f.seconds(t) > 0) {
                        System.out.printf("      %-20s", t.word());
                        for (Diagnosis w : Diagnosis.values()) System.out.printf(" %s:%d", w.word(), f.seconds(t, w));
                        System.out.println();
                    }
        }));
    }
}
