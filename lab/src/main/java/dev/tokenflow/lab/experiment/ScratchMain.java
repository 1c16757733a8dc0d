package dev.tokenflow.lab.experiment;

import dev.tokenflow.simulator.link.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

final class ScratchMain {
    public static void main(String[] a) throws Exception {
        List<Path> files;
        try (Stream<Path> s = Files.walk(Path.of(a[0]))) { files = s.filter(p -> p.toString().endsWith(".gz")).sorted().toList(); }
        if (a.length > 4) { String m = a[4]; files = files.stream().filter(p -> p.toString().matches(".*(" + m + ").*")).toList(); }
        double[] demands = Arrays.stream(a[1].split(",")).mapToDouble(Double::parseDouble).toArray();
        int seeds = Integer.parseInt(a[2]);
        List<ExperimentArm> arms = Arrays.stream(a[3].split(",")).map(ExperimentArm::ofWord).toList();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        long t0 = System.nanoTime(); double virtual = 0;
        List<Future<Object[]>> futures = new ArrayList<>();
        for (Path f : files) { Capacity c = CapacityFile.read(f);
          double mean = c.meanBitsPerSecond();
          LinkTimeline t = new LinkTrace(c, new LinkShape(Duration.ofMillis(20), (long) (mean / 8), 0));
          ExperimentLink link = new ExperimentLink(f.getFileName().toString().replaceAll("\\.(log\\.)?gz",""), t, c.lengthNs(), mean);
          for (double d : demands) { int n = (int) Math.max(1, Math.round(d * mean / Experiment.streamBitsPerSecond(50)));
            Experiment e = new Experiment(link, d, 1, n, 50, 400, Duration.ofSeconds(Long.getLong("dur", 120)), LoopSettings.WHOLE);
            for (ExperimentArm arm : arms) for (int s = 1; s <= seeds; s++) { int seed = s; virtual += e.duration().toMillis() / 1e3;
              futures.add(pool.submit(() -> new Object[]{link.name(), d, arm, seed, n, new SimulatedRun(e, arm, seed).run().figures(), e.seconds().congestedSeconds()})); } } }
        Map<String, Map<ExperimentArm, List<RunFigures>>> cells = new LinkedHashMap<>();
        for (Future<Object[]> f : futures) { Object[] r = f.get(); cells.computeIfAbsent(String.format("%-30.30s %3.1f n=%4d cong=%2ds", r[0], r[1], r[4], r[6]), k -> new EnumMap<>(ExperimentArm.class)).computeIfAbsent((ExperimentArm) r[2], k -> new ArrayList<>()).add((RunFigures) r[5]); }
        pool.shutdown();
        Figure[] show = {Figure.CONGESTED_DELAY_P95, Figure.DELAY_P95, Figure.TOKENS_DELIVERED, Figure.STALL, Figure.CONGESTED_TTFT_P95, Figure.RETRANSMITS, Figure.RTT_P95, Figure.FALSE_SLOWDOWN, Figure.HINT_CHANGES, Figure.TIME_TO_CUT, Figure.TIME_TO_RECOVER, Figure.LOOP_P50, Figure.LOOP_P99};
        if (a.length > 5) for (var cell : cells.entrySet()) { System.out.println(cell.getKey());
          for (var arm : cell.getValue().entrySet()) { StringBuilder b = new StringBuilder(String.format("   %-12s", arm.getKey().word()));
            for (Figure f : show) b.append(String.format(" %9.4g", med(arm.getValue(), f))); System.out.println(b); } }
        for (double d : demands) { System.out.println("demand " + d + ": median over links of ours/other (congested p95) | share of links ours<=other at >=.95 tokens | max ratio");
          for (ExperimentArm arm : arms) { if (arm == ExperimentArm.OURS) continue; List<Double> ratios = new ArrayList<>(), tok = new ArrayList<>(), st = new ArrayList<>(), tt = new ArrayList<>(), re = new ArrayList<>(), rt = new ArrayList<>(); int ok = 0, n = 0, within = 0;
            for (var cell : cells.entrySet()) { if (!cell.getKey().contains(String.format(" %3.1f n=", d))) continue; var o = cell.getValue().get(ExperimentArm.OURS); var x = cell.getValue().get(arm); double po = med(o, Figure.CONGESTED_DELAY_P95), px = med(x, Figure.CONGESTED_DELAY_P95); double to = med(o, Figure.TOKENS_DELIVERED) / med(x, Figure.TOKENS_DELIVERED); tok.add(to); re.add(Figure.RETRANSMITS.ratio(med(o, Figure.RETRANSMITS), med(x, Figure.RETRANSMITS))); rt.add(Figure.RTT_P95.ratio(med(o, Figure.RTT_P95), med(x, Figure.RTT_P95)));
              if (Double.isNaN(po) || Double.isNaN(px)) continue; n++; ratios.add(Figure.CONGESTED_DELAY_P95.ratio(po, px)); if (po <= px * 1.0001 && to >= .95) ok++; if (po <= 2 * px + 50) within++; st.add(Figure.STALL.ratio(med(o, Figure.CONGESTED_STALL), med(x, Figure.CONGESTED_STALL))); tt.add(Figure.CONGESTED_TTFT_P95.ratio(med(o, Figure.CONGESTED_TTFT_P95), med(x, Figure.CONGESTED_TTFT_P95))); }
            System.out.printf("   %-12s ratio med %.3f max %.3f | better %d/%d within2x+50 %d/%d | tokens med %.4f min %.4f | stall %.3f ttft %.3f retr %.3f rtt %.3f%n", arm.word(), q(ratios, .5), q(ratios, 1), ok, n, within, n, q(tok, .5), q(tok, 0), q(st, .5), q(tt, .5), q(re, .5), q(rt, .5)); } 
          List<Double> fs = new ArrayList<>(); for (var cell : cells.entrySet()) if (cell.getKey().contains(String.format(" %3.1f n=", d))) fs.add(med(cell.getValue().get(ExperimentArm.OURS), Figure.FALSE_SLOWDOWN)); System.out.println("   false slowdown med " + q(fs, .5) + " max " + q(fs, 1)); }
        double s = (System.nanoTime() - t0) / 1e9; System.out.printf("%.0f virtual s in %.1f s: %.0fx%n", virtual, s, virtual / s);
    }
    static double q(List<Double> v, double p) { double[] x = v.stream().mapToDouble(z -> z).filter(Double::isFinite).sorted().toArray(); return x.length == 0 ? Double.NaN : x[(int) Math.min(x.length - 1, Math.max(0, Math.ceil(p * x.length) - 1))]; }
    static double med(List<RunFigures> runs, Figure f) { return q(runs.stream().map(r -> r.get(f)).toList(), .5); }
}
