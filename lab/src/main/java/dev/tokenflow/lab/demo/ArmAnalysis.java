package dev.tokenflow.lab.demo;

import dev.tokenflow.lab.network.ArmLog;
import dev.tokenflow.lab.network.LinkStatus;
import dev.tokenflow.lab.network.NetworkLog;
import dev.tokenflow.lab.observe.HintLog;
import dev.tokenflow.lab.observe.Observations;
import dev.tokenflow.lab.observe.PathLog;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.DelayCurve;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.text.Quantiles;
import dev.tokenflow.report.timeline.HintSample;
import dev.tokenflow.report.timeline.LinkSample;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.sender.Generation;
import java.util.ArrayList;
import java.util.List;

/** Turns what an arm left behind into its figures, its rows over time and its delay curves. */
final class ArmAnalysis {
    private static final long STEP_NS = 500_000_000L;

    /** A path may take this long to be found healed before full rate is owed again. */
    private static final long SETTLE_NS = 5_000_000_000L;

    /** False slowdown counts only where the link carries this many times the demand of one token a chunk. */
    private static final double AMPLE = 2;

    private static final double NANOS = 1e9;

    private final ArmLog log;
    private final Observations seen;
    private final double demandBitsPerSecond;

    /**
     * @param log of the arm
     * @param seen what kernel and hint server showed meanwhile
     * @param demandBitsPerSecond of all streams of one network at one token a chunk
     */
    ArmAnalysis(ArmLog log, Observations seen, double demandBitsPerSecond) {
        this.log = log;
        this.seen = seen;
        this.demandBitsPerSecond = demandBitsPerSecond;
    }

    ArmResult result() {
        boolean obeys = log.plan().arm().obeysHints();
        return new ArmResult(
                log.plan().arm().name(),
                figures(ClientNetwork.FAR),
                figures(ClientNetwork.NEAR),
                obeys ? timeToCutS() : Double.NaN,
                obeys ? timeToRecoverS() : Double.NaN,
                obeys ? changesPerMinute() : Double.NaN);
    }

    List<DelayCurve> delayCurves() {
        List<DelayCurve> curves = new ArrayList<>();
        for (ClientNetwork network : ClientNetwork.values()) {
            curves.add(DelayCurve.of(
                    log.plan().arm().name(),
                    network,
                    delaysMs(log.of(network).readers(), Long.MIN_VALUE, Long.MAX_VALUE)));
        }
        return curves;
    }

    List<TimelineRow> timeline() {
        List<TimelineRow> rows = new ArrayList<>();
        for (ClientNetwork network : ClientNetwork.values()) {
            NetworkLog net = log.of(network);
            for (long from = net.startNs(); from < net.endNs(); from += STEP_NS) {
                rows.add(row(network, net, from, Math.min(net.endNs(), from + STEP_NS)));
            }
        }
        return rows;
    }

    private TimelineRow row(ClientNetwork network, NetworkLog net, long from, long to) {
        LinkPhase phase = net.schedule().at(from - net.startNs());
        return new TimelineRow(
                log.plan().arm().name(),
                network,
                (to - net.startNs()) / NANOS,
                phase.name(),
                new LinkSample(PhaseNames.capacity(phase), queueMs(net, to)),
                seen.path(net.client()).sample(from, to),
                hintSample(seen.hints(net.client()).at(to))
                        .with(seen.diagnoses(net.client()).at(to)),
                readerSample(net.readers(), from, to));
    }

    private LinkFigures figures(ClientNetwork network) {
        NetworkLog net = log.of(network);
        QoeMetrics qoe = QoeMetrics.of(net.readers());
        PathLog path = seen.path(net.client());
        List<Hint> hints = seen.hints(net.client()).between(net.startNs(), net.endNs()).stream()
                .map(HintLog.Seen::hint)
                .toList();
        boolean obeys = log.plan().arm().obeysHints() && !hints.isEmpty();
        return new LinkFigures(
                qoe.tokensDelivered(),
                qoe.tokensDue(),
                new Quantiles(qoe.delayP50Ms(), qoe.delayP95Ms(), qoe.delayP99Ms()),
                new Quantiles(qoe.ttftP50Ms(), qoe.ttftP95Ms(), null),
                new Quantiles(null, null, qoe.gapP99Ms()),
                qoe.stallRatio(),
                qoe.stallRatioSlowReader(),
                path.retransmits(net.startNs(), net.endNs()),
                Quantiles.of(path.rttsMs(net.startNs(), net.endNs())),
                obeys
                        ? hints.stream()
                                .mapToDouble(Hint::tokensPerSecond)
                                .filter(Double::isFinite)
                                .min()
                                .orElse(Double.NaN)
                        : null,
                obeys ? hints.stream().mapToDouble(Hint::tokensPerChunk).max().orElse(Double.NaN) : null,
                obeys ? falseSlowdown(net) : null,
                phases(net));
    }

    private List<PhaseResult> phases(NetworkLog net) {
        List<PhaseResult> results = new ArrayList<>();
        PathLog path = seen.path(net.client());
        for (Span span : spans(net)) {
            QoeMetrics qoe = QoeMetrics.of(net.readers(), span.fromNs(), span.toNs());
            results.add(new PhaseResult(
                    span.phase().name(),
                    new Quantiles(qoe.delayP50Ms(), qoe.delayP95Ms(), qoe.delayP99Ms()),
                    delivered(net.readers(), span.fromNs(), span.toNs()),
                    path.retransmits(span.fromNs(), span.toNs()),
                    Quantiles.of(path.rttsMs(span.fromNs(), span.toNs()))));
        }
        return results;
    }

    /** Share of the time in ample phases, each without its first seconds, in which the hint held the streams back. */
    private double falseSlowdown(NetworkLog net) {
        double held = 0;
        long counted = 0;
        boolean first = true;
        for (Span span : spans(net)) {
            long from = Math.min(span.toNs(), span.fromNs() + (first ? 0 : SETTLE_NS));
            first = false;
            if (PhaseNames.capacity(span.phase()) >= AMPLE * demandBitsPerSecond && from < span.toNs()) {
                held += seen.hints(net.client())
                                .heldBackShare(from, span.toNs(), log.plan().tokensPerSecond())
                        * (span.toNs() - from);
                counted += span.toNs() - from;
            }
        }
        return counted == 0 ? Double.NaN : held / counted;
    }

    private double timeToCutS() {
        for (Span span : spans(log.far())) {
            if (congested(span)) {
                for (HintLog.Seen s : seen.hints(log.far().client()).between(span.fromNs(), span.toNs())) {
                    if (HintLog.holdsBack(s.hint(), log.plan().tokensPerSecond())) {
                        return (s.atNs() - span.fromNs()) / NANOS;
                    }
                }
            }
        }
        return Double.NaN;
    }

    private double timeToRecoverS() {
        boolean was = false;
        for (Span span : spans(log.far())) {
            if (was && !congested(span)) {
                if (hadRecovered(span.fromNs())) {
                    return 0;
                }
                for (HintLog.Seen s : seen.hints(log.far().client())
                        .between(span.fromNs(), log.far().endNs())) {
                    if (!HintLog.holdsBack(s.hint(), log.plan().tokensPerSecond())) {
                        return (s.atNs() - span.fromNs()) / NANOS;
                    }
                }
            }
            was = congested(span);
        }
        return Double.NaN;
    }

    /**
     * Whether the client had been held back and is not any more. Such a hint is not repeated soon: it asks for nothing.
     */
    private boolean hadRecovered(long atNs) {
        List<HintLog.Seen> before =
                seen.hints(log.far().client()).between(log.far().startNs(), atNs);
        double wanted = log.plan().tokensPerSecond();
        return before.stream().anyMatch(s -> HintLog.holdsBack(s.hint(), wanted))
                && !HintLog.holdsBack(before.get(before.size() - 1).hint(), wanted);
    }

    private double changesPerMinute() {
        List<HintLog.Seen> hints = seen.hints(log.far().client())
                .between(log.far().startNs(), log.far().endNs());
        int changes = 0;
        for (int i = 1; i < hints.size(); i++) {
            Hint before = hints.get(i - 1).hint();
            Hint now = hints.get(i).hint();
            boolean same = Double.compare(before.tokensPerSecond(), now.tokensPerSecond()) == 0
                    && before.tokensPerChunk() == now.tokensPerChunk();
            changes += same ? 0 : 1;
        }
        return changes * 60 * NANOS / (log.far().endNs() - log.far().startNs());
    }

    private boolean congested(Span span) {
        return PhaseNames.capacity(span.phase()) < demandBitsPerSecond;
    }

    /** A phase on the monotonic clock. */
    private record Span(LinkPhase phase, long fromNs, long toNs) {}

    private static List<Span> spans(NetworkLog net) {
        List<Span> spans = new ArrayList<>();
        long from = net.startNs();
        List<LinkPhase> phases = net.schedule().phases();
        for (int i = 0; i < phases.size() && from < net.endNs(); i++) {
            boolean last = i == phases.size() - 1;
            long to = last
                    ? net.endNs()
                    : Math.min(net.endNs(), from + phases.get(i).duration().toNanos());
            spans.add(new Span(phases.get(i), from, to));
            from = to;
        }
        return spans;
    }

    private static double queueMs(NetworkLog net, long atNs) {
        double queue = Double.NaN;
        for (LinkStatus status : net.links()) {
            if (status.atNs() > atNs) {
                break;
            }
            queue = status.queueMs();
        }
        return queue;
    }

    private static HintSample hintSample(@org.jspecify.annotations.Nullable Hint hint) {
        return hint == null
                ? HintSample.NONE
                : new HintSample(hint.tokensPerSecond(), hint.tokensPerChunk(), hint.state());
    }

    private static ReaderSample readerSample(ReaderLog readers, long from, long to) {
        QoeMetrics qoe = QoeMetrics.of(readers, from, to);
        long now = delivered(readers, from, to);
        long total = delivered(readers, Long.MIN_VALUE, to);
        return new ReaderSample(
                total, now * NANOS / (to - from), qoe.delayP95Ms(), active(readers, to), qoe.stallRatio());
    }

    /** Tokens that arrived in [from, to). */
    private static long delivered(ReaderLog readers, long from, long to) {
        long sum = 0;
        for (AnswerLog answer : readers.answers()) {
            int before = 0;
            for (int i = 0; i < answer.arrivals() && answer.atNs(i) < to; i++) {
                if (answer.atNs(i) >= from) {
                    sum += answer.tokensSoFar(i) - before;
                }
                before = answer.tokensSoFar(i);
            }
        }
        return sum;
    }

    private static int active(ReaderLog readers, long atNs) {
        int count = 0;
        for (AnswerLog answer : readers.answers()) {
            boolean begun = answer.requestNs() <= atNs;
            boolean ended = answer.delivered() == answer.tokensAsked() && answer.atNs(answer.arrivals() - 1) <= atNs;
            count += begun && !ended ? 1 : 0;
        }
        return count;
    }

    private static double[] delaysMs(ReaderLog readers, long from, long to) {
        double[] delays = new double
                [readers.answers().stream().mapToInt(AnswerLog::tokensAsked).sum()];
        int count = 0;
        for (AnswerLog answer : readers.answers()) {
            Generation due = new Generation(answer.requestNs(), readers.tokensPerSecond(), answer.tokensAsked());
            int arrival = 0;
            for (int token = 1; token <= answer.tokensAsked(); token++) {
                while (arrival < answer.arrivals() && answer.tokensSoFar(arrival) < token) {
                    arrival++;
                }
                long at = arrival < answer.arrivals() ? answer.atNs(arrival) : readers.endNs();
                if (due.dueNs(token) >= from && due.dueNs(token) < to) {
                    delays[count++] = (Math.min(at, readers.endNs()) - due.dueNs(token)) / 1e6;
                }
            }
        }
        return java.util.Arrays.copyOf(delays, count);
    }
}
