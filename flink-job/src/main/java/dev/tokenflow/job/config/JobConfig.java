package dev.tokenflow.job.config;

import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.incident.IncidentConfig;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.core.window.RollMode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that can be set on the job.
 *
 * @param kafka brokers and topics
 * @param time event time
 * @param window spans of the features
 * @param alarm when a window fires early
 * @param lifetime how long things are remembered
 * @param limits how much may be remembered
 * @param pacing bounds and time constants of the law
 * @param laws which law decides for whom
 * @param rows how often a path tells those who watch
 * @param incidents when troubles are an incident
 * @param wire what a chunk costs on the wire
 * @param run parallelism, checkpoints, buffers
 */
public record JobConfig(
        KafkaConfig kafka,
        TimeConfig time,
        WindowConfig window,
        AlarmConfig alarm,
        LifetimeConfig lifetime,
        LimitConfig limits,
        PacingConfig pacing,
        LawChoice laws,
        RowConfig rows,
        IncidentConfig incidents,
        WireCost wire,
        RunConfig run)
        implements Serializable {

    public JobConfig {
        if (run.parallelism() != null) {
            limits.requireWorkFor(run.parallelism());
        }
    }

    /** All defaults, on these brokers. */
    public static JobConfig on(String bootstrapServers) {
        return new JobConfig(
                KafkaConfig.on(bootstrapServers),
                TimeConfig.DEFAULT,
                WindowConfig.DEFAULT,
                AlarmConfig.DEFAULT,
                LifetimeConfig.DEFAULT,
                LimitConfig.DEFAULT,
                PacingConfig.DEFAULT,
                LawChoice.DEFAULT,
                RowConfig.DEFAULT,
                IncidentConfig.DEFAULT,
                WireCost.DEFAULT,
                RunConfig.DEFAULT);
    }

    /** The same with other brokers, topics or start. */
    public JobConfig with(KafkaConfig other) {
        return new JobConfig(other, time, window, alarm, lifetime, limits, pacing, laws, rows, incidents, wire, run);
    }

    /** The same with another advance of event time. */
    public JobConfig with(TimeConfig other) {
        return new JobConfig(kafka, other, window, alarm, lifetime, limits, pacing, laws, rows, incidents, wire, run);
    }

    /** The same with another law. */
    public JobConfig with(PacingConfig other) {
        return new JobConfig(kafka, time, window, alarm, lifetime, limits, other, laws, rows, incidents, wire, run);
    }

    /** The same with other laws. */
    public JobConfig with(LawChoice other) {
        return new JobConfig(kafka, time, window, alarm, lifetime, limits, pacing, other, rows, incidents, wire, run);
    }

    /** The same with other times between rows. */
    public JobConfig with(RowConfig other) {
        return new JobConfig(kafka, time, window, alarm, lifetime, limits, pacing, laws, other, incidents, wire, run);
    }

    /** When paths are looked at: where a row is wanted at every slide, the law decides at slides as well. */
    public RollMode rollMode() {
        return rows.busy().isZero() ? RollMode.EVERY_SLIDE : RollMode.ON_NEWS;
    }

    /** The same with another way to run. */
    public JobConfig with(RunConfig other) {
        return new JobConfig(kafka, time, window, alarm, lifetime, limits, pacing, laws, rows, incidents, wire, other);
    }

    /** The same with other spans of time. */
    public JobConfig with(WindowConfig other) {
        return new JobConfig(kafka, time, other, alarm, lifetime, limits, pacing, laws, rows, incidents, wire, run);
    }

    /** The same with other bounds. */
    public JobConfig with(LimitConfig other) {
        return new JobConfig(kafka, time, window, alarm, lifetime, other, pacing, laws, rows, incidents, wire, run);
    }

    /** The same with other lifetimes. */
    public JobConfig with(LifetimeConfig other) {
        return new JobConfig(kafka, time, window, alarm, other, limits, pacing, laws, rows, incidents, wire, run);
    }

    /**
     * Reads {@code --key value} pairs; what is not given comes from {@code TOKENFLOW_KEY} in the environment or is the
     * default.
     *
     * @throws ConfigException with the key, its value and what was expected
     */
    public static JobConfig parse(String[] args, Map<String, String> environment) {
        Settings settings = new Settings(args, environment);
        try {
            JobConfig config = read(settings);
            settings.requireAllKnown();
            return config;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Every key that can be set, in the order of the help. */
    public static List<ConfigKey> keys() {
        Settings settings = new Settings(new String[0], Map.of());
        read(settings);
        return settings.keys();
    }

    /** Every key with its meaning and default, one a line. */
    public static String help() {
        Settings settings = new Settings(new String[0], Map.of());
        read(settings);
        return settings.help();
    }

    /**
     * Every key with the value that {@link #parse} gives it, as it was written, to be shown while the job runs. Of a
     * file of Kafka's settings only the name is among them: it may have passwords.
     *
     * @throws ConfigException as {@link #parse}
     */
    public static Map<String, String> texts(String[] args, Map<String, String> environment) {
        Settings settings = new Settings(args, environment);
        read(settings);
        return settings.texts();
    }

    private static JobConfig read(Settings s) {
        return new JobConfig(
                kafka(s),
                time(s),
                window(s),
                alarm(s),
                lifetime(s),
                limits(s),
                pacing(s),
                laws(s),
                rows(s),
                incidents(s),
                wire(s),
                run(s));
    }

    private static KafkaConfig kafka(Settings s) {
        KafkaConfig d = KafkaConfig.on("127.0.0.1:9092");
        return new KafkaConfig(
                s.text("bootstrap-servers", d.bootstrapServers(), "Kafka brokers, host:port[,host:port]"),
                s.properties("kafka-properties", "file with more settings of the Kafka clients, such as passwords"),
                s.text("group", d.group(), "consumer group"),
                s.word("start-from", d.startFrom(), "start without a checkpoint: latest, earliest or committed"),
                s.text("events-topic", d.events(), "batches of kernel events"),
                s.text("models-topic", d.models(), "models, compacted"),
                s.text("features-topic", d.features(), "path features"),
                s.text("hints-topic", d.hints(), "pacing hints, compacted"),
                s.text("rejected-topic", d.rejected(), "what could not be used, with the reason"),
                s.text("stats-topic", d.stats(), "gateways' rows about streams; it need not exist"),
                s.text("incidents-topic", d.incidents(), "incidents; none: they are not looked for"));
    }

    private static TimeConfig time(Settings s) {
        TimeConfig d = TimeConfig.DEFAULT;
        return new TimeConfig(
                s.duration("out-of-orderness", d.outOfOrderness(), "how long windows wait for slower shards"),
                s.duration("idleness", d.idleness(), "time after which a silent partition delays nobody"),
                s.duration("shard-patience", d.shardPatience(), "time after which a silent shard's panes are closed"),
                s.durationOrFlinks(
                        "watermark-interval",
                        TimeConfig.WATERMARK_INTERVAL,
                        "how often event time advances; else Flink's pipeline.auto-watermark-interval"),
                s.duration("max-clock-skew", d.maxClockSkew(), "difference of an agent's clock that is counted"));
    }

    private static WindowConfig window(Settings s) {
        WindowConfig d = WindowConfig.DEFAULT;
        s.refuseOldName("horizon", "short-window");
        s.refuseOldName("spread", "stagger");
        return new WindowConfig(
                s.duration("pane", d.pane(), "time in which events are summed"),
                s.duration(
                        "summary", d.summary(), "time in which prefixes, sites and silent connections are told once"),
                s.duration("pace", d.pace(), "least time between two decisions on a busy path"),
                s.duration("window", d.window(), "time that the features cover"),
                s.duration("slide", d.slide(), "the window ends at its multiples"),
                s.duration("long-window", d.longWindow(), "time that the slow features cover"),
                s.duration("baseline", d.baseline(), "time for which the smallest round trip is remembered"),
                s.duration("short-window", d.shortWindow(), "newest part of the window, which the law looks at"),
                s.duration("loss-span", d.lossSpan(), "time over which the law counts losses"),
                s.duration("stagger", d.stagger(), "time after a pane in which all paths take their turn"));
    }

    private static AlarmConfig alarm(Settings s) {
        AlarmConfig d = AlarmConfig.DEFAULT;
        return new AlarmConfig(
                s.whole(
                        "alarm-retransmits",
                        d.retransmits(),
                        0,
                        "segments sent again in a pane that are acted on at once, as is a timeout; 0 = never"),
                s.number(
                        "alarm-rtt-factor",
                        d.rttFactor(),
                        "rise of a pane's median that is acted on at once; 0 = never"),
                s.number("alarm-rtt-rise-ms", d.rttRiseMs(), "least rise, in ms, that is acted on at once"),
                s.whole("alarm-rtt-samples", d.rttSamples(), 1, "samples of the pane that must be so high"));
    }

    private static LifetimeConfig lifetime(Settings s) {
        LifetimeConfig d = LifetimeConfig.DEFAULT;
        s.refuseOldName("source-silence", "shard-silence");
        return new LifetimeConfig(
                s.duration("ttl", d.ttl(), "how long a hint may be used that asks for something"),
                s.duration("calm-ttl", d.calmTtl(), "the same for a hint that asks for nothing"),
                s.duration("path-idle", d.pathIdle(), "time after which a path without connections is forgotten"),
                s.duration("socket-idle", d.socketIdle(), "time after which a socket without events is forgotten"),
                s.duration("shard-silence", d.shardSilence(), "time until a silent agent's sockets are forgotten"));
    }

    private static LimitConfig limits(Settings s) {
        LimitConfig d = LimitConfig.DEFAULT;
        s.refuseOldName("path-partitions", "path-groups");
        return new LimitConfig(
                s.whole(
                        "path-groups",
                        d.groups(),
                        1,
                        "groups in which paths are kept; must not change while a savepoint is in use"),
                s.whole(
                        "max-paths",
                        d.maxPaths(),
                        1,
                        "paths remembered; beyond, closed ones go and new ones are refused"),
                s.whole("max-sockets", d.maxSockets(), 1, "open sockets remembered of one agent's shard"));
    }

    private static PacingConfig pacing(Settings s) {
        PacingConfig d = PacingConfig.DEFAULT;
        return new PacingConfig(
                s.number("rate-cap", d.rateCap(), "tokens a second of the fastest stream"),
                s.number("rate-floor", d.rateFloor(), "tokens a second below which no hint goes"),
                s.number("soft-chunk-delay-ms", d.softChunkDelayMs(), "delay a chunk may add while that is enough"),
                s.number("hard-chunk-delay-ms", d.hardChunkDelayMs(), "delay a chunk may add before the rate is cut"),
                s.number("min-target-ms", d.minTargetMs(), "smallest queueing delay that counts"),
                s.number("target-share", d.targetShare(), "queueing delay that counts, as a share of the baseline"),
                s.number("headroom", d.headroom(), "share of the capacity that is used"),
                s.number("drain-ms", d.drainMs(), "time in which a queue should be gone"),
                s.number("confirm-ms", d.confirmMs(), "how long a moderate queue must stand"),
                s.number("probe-ms", d.probeMs(), "how long a probe is watched"),
                s.number("probe-gain", d.probeGain(), "factor of the demand that the first probe tries"),
                s.number("first-probe-ms", d.firstProbeMs(), "quiet time before the first probe"),
                s.number("max-probe-ms", d.maxProbeMs(), "longest wait between probes"),
                s.number("fresh-ms", d.freshMs(), "age from which the newest sample is too old to be used"),
                s.number("memory-ms", d.memoryMs(), "time without samples after which all is forgotten"),
                s.number("no-effect-ms", d.noEffectMs(), "time after which a queue that stays is taken as not ours"),
                s.number("lossy-share", d.lossyShare(), "share of lost segments from which a path is called lossy"));
    }

    private static LawChoice laws(Settings s) {
        String words = Arrays.stream(PacingAlgorithm.values())
                .map(PacingAlgorithm::word)
                .collect(Collectors.joining(", "));
        return LawChoice.parse(
                s.text("law", PacingAlgorithm.COALESCE_FIRST.word(), "the law that decides: " + words),
                s.text("law-for", "none", "other laws for chosen clients, ADDRESS=LAW[,ADDRESS=LAW]"));
    }

    private static RowConfig rows(Settings s) {
        RowConfig d = RowConfig.DEFAULT;
        return new RowConfig(
                s.duration(
                        "row-interval",
                        d.busy(),
                        "time between feature rows of a path with news; 0 = a row and a decision at every slide"),
                s.duration("calm-row-interval", d.calm(), "time between feature rows of a path without news"));
    }

    private static IncidentConfig incidents(Settings s) {
        IncidentConfig d = IncidentConfig.DEFAULT;
        return new IncidentConfig(
                s.whole("incident-clients", d.leastClients(), 2, "clients in trouble below which no group is"),
                s.number("incident-share", d.openShare(), "share of its clients from which a group is in trouble"),
                s.number("incident-close-share", d.closeShare(), "part of that share below which it is over"),
                s.number("incident-chance", d.chance(), "probability of a coincidence that is taken for one"),
                s.duration("incident-confirm", d.confirm(), "how long a group must be in trouble"),
                s.duration("incident-patience", d.patience(), "longest wait for a wider group to follow"),
                s.duration("incident-alone", d.alone(), "how long one client alone must be in trouble"),
                s.duration("incident-quiet", d.quiet(), "how long it must be quiet until an incident is over"),
                s.duration("incident-silence", d.silence(), "time after which a silent client does not count"),
                s.duration("incident-outage-silence", d.outageSilence(), "the same of one that is cut off"),
                d.streamSilence(),
                s.duration("incident-memory", d.memory(), "time over which what is usual is learned"),
                s.number("incident-slow-factor", d.slowFactor(), "times the usual from which an engine is slow"),
                s.number("incident-gap-ms", d.leastGapMs(), "mean gap between tokens below which none is slow"),
                s.number("incident-first-ms", d.leastFirstMs(), "wait for a first token below which none is slow"),
                s.whole("incident-max-clients", d.maxClients(), 1, "clients of a tenant that are looked at"),
                s.whole("incident-max-alone", d.maxAlone(), 0, "open incidents of one client alone"));
    }

    private static WireCost wire(Settings s) {
        WireCost d = WireCost.DEFAULT;
        return new WireCost(
                s.number("envelope-bytes", d.envelopeBytes(), "bytes of a chunk around its tokens"),
                s.number("token-bytes", d.tokenBytes(), "mean bytes of a token"),
                s.number("segment-bytes", d.segmentBytes(), "header bytes of a segment"),
                s.number("max-segment-bytes", d.maxSegment(), "payload of a full segment"));
    }

    private static RunConfig run(Settings s) {
        RunConfig d = RunConfig.DEFAULT;
        return new RunConfig(
                s.wholeOrFlinks(
                        "parallelism", RunConfig.PARALLELISM, 1, "subtasks of every operator; else -p of Flink's"),
                s.durationOrFlinks(
                        "checkpoint-interval",
                        RunConfig.CHECKPOINT_INTERVAL,
                        "time between checkpoints; else Flink's execution.checkpointing.interval"),
                s.durationOrFlinks(
                        "buffer-timeout",
                        RunConfig.BUFFER_TIMEOUT,
                        "longest wait in a network buffer; else Flink's execution.buffer-timeout.interval"),
                s.duration("linger", d.linger(), "longest wait in the Kafka producer"));
    }
}
