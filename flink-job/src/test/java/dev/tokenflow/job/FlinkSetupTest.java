package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts: an option of the job that was given, else what Flink is set to, else the job's default. */
class FlinkSetupTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(new Configuration().set(StateBackendOptions.STATE_BACKEND, "rocksdb"))
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(1)
            .build());

    /** Option of the job, key of Flink; what Flink is set to, what the job is given, and its default. */
    @ParameterizedTest
    @CsvSource({
        "parallelism, parallelism.default, 3, 2, 1",
        "checkpoint-interval, execution.checkpointing.interval, 7 min, 3 min, 10 s",
        "buffer-timeout, execution.buffer-timeout.interval, 50 ms, 5 ms, 2 ms",
        "watermark-interval, pipeline.auto-watermark-interval, 300 ms, 20 ms, 10 ms"
    })
    void anOptionThatWasGivenCountsThenFlinkThenTheDefault(
            String option, String key, String flinks, String given, String standard) {
        assertThat(setUp(Map.of(), Map.of())).containsEntry(key, value(key, standard));
        assertThat(setUp(Map.of(key, flinks), Map.of())).containsEntry(key, value(key, flinks));
        assertThat(setUp(Map.of(key, flinks), Map.of(option, given))).containsEntry(key, value(key, given));
        assertThat(setUp(Map.of(), Map.of(option, given))).containsEntry(key, value(key, given));
    }

    @Test
    void aBufferTimeoutThatFlinkHasSwitchedOffStaysOffUnlessTheJobIsGivenOne() {
        String key = ExecutionOptions.BUFFER_TIMEOUT_ENABLED.key();
        assertThat(setUp(Map.of(key, "false"), Map.of())).containsEntry(key, "false");
        assertThat(setUp(Map.of(key, "false"), Map.of("buffer-timeout", "5 ms")))
                .containsEntry(key, "true");
    }

    @Test
    void theMaximumParallelismIsFlinks() {
        String key = PipelineOptions.MAX_PARALLELISM.key();
        assertThat(setUp(Map.of(), Map.of())).containsEntry(key, "128");
        assertThat(setUp(Map.of(key, "96"), Map.of())).containsEntry(key, "96");
    }

    @Test
    void checkpointsMayFailAsOftenAsTheyDoUnlessFlinkIsToldOtherwise() {
        String key = CheckpointingOptions.TOLERABLE_FAILURE_NUMBER.key();
        assertThat(setUp(Map.of(), Map.of())).containsEntry(key, Integer.toString(Integer.MAX_VALUE));
        assertThat(setUp(Map.of(key, "3"), Map.of())).containsEntry(key, "3");
    }

    @Test
    void itStartsAgainSoonHoweverOftenItHasToUnlessFlinkIsToldOtherwise() {
        String key = RestartStrategyOptions.RESTART_STRATEGY.key();
        String longest = RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF.key();
        assertThat(setUp(Map.of(), Map.of()))
                .containsEntry(key, "exponential-delay")
                .containsEntry(longest, "3000");
        assertThat(setUp(Map.of(key, "exponential-delay", longest, "20 s"), Map.of()))
                .containsEntry(longest, "20000");
        assertThat(setUp(Map.of(key, "none"), Map.of())).containsEntry(key, "none");
    }

    @Test
    void moreSubtasksThanGroupsAreRefusedWhoeverWantsThem() {
        assertThatThrownBy(() -> setUp(Map.of("parallelism.default", "129"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("parallelism is 129, expected at most path-groups, 128: more subtasks would have nothing"
                        + " to do");
    }

    /** Nothing is decided by the parallelism: a scheduler may change it while the job runs. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void theGraphIsTheSameForEveryParallelism(int parallelism) {
        assertThat(edges(parallelism)).hasSizeGreaterThan(10).isEqualTo(edges(1));
    }

    @ParameterizedTest
    @CsvSource({
        "state.backend.type, rocksdb, hashmap",
        "state.backend.type, forst, hashmap",
        "state.changelog.enabled, true, false"
    })
    void stateThatIsNotOnTheHeapIsRefusedInOneLine(String key, String value, String expected) {
        assertThatThrownBy(() -> setUp(Map.of(key, value), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Flink's " + key + " is '" + value + "', expected " + expected + ": ")
                .hasMessageEndingWith("submit the job with -D " + key + "=" + expected)
                .hasMessageNotContaining("\n");
    }

    /** A TaskManager may be configured otherwise than the client that submits. */
    @Test
    void theJobIsOnTheHeapWhateverTheTaskManagerIsSetTo() throws Exception {
        assertThat(stateOf(StreamExecutionEnvironment.getExecutionEnvironment()))
                .contains("RocksDB");

        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.configure(env, JobConfig.on("kafka:9092"));
        env.configure(new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, true));
        assertThat(stateOf(env)).contains("Heap");
    }

    @Test
    void settingsAreShownBesideThoseThatFlinkWasGivenAndNoFileIs() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(PipelineOptions.GLOBAL_JOB_PARAMETERS, Map.of("team", "network")));
        FlinkSetup.show(
                env, JobConfig.texts(new String[] {"--rate-cap=70"}, Map.of("TOKENFLOW_CHECKPOINT_INTERVAL", "1 min")));
        assertThat(env.getConfig().getGlobalJobParameters().toMap())
                .containsEntry("team", "network")
                .containsEntry("rate-cap", "70")
                .containsEntry("slide", "200 ms")
                .containsEntry("checkpoint-interval", "1 min")
                .containsEntry("parallelism", "as Flink is set")
                .hasSize(1 + JobConfig.keys().size());
    }

    /** What an environment is set to after the job has set it up. */
    private static Map<String, String> setUp(Map<String, String> flink, Map<String, String> options) {
        StreamExecutionEnvironment env =
                new StreamExecutionEnvironment(Configuration.fromMap(flink), FlinkSetupTest.class.getClassLoader());
        List<String> args = new ArrayList<>();
        options.forEach((key, value) -> args.addAll(List.of("--" + key, value)));
        TokenFlowJob.configure(env, JobConfig.parse(args.toArray(String[]::new), Map.of()));
        Map<String, String> restarts = Map.of(
                RestartStrategyOptions.RESTART_STRATEGY.key(),
                env.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY),
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF.key(),
                Long.toString(env.getConfiguration()
                        .get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF)
                        .toMillis()));
        Map<String, String> all = new HashMap<>(restarts);
        all.putAll(Map.of(
                "parallelism.default",
                Integer.toString(env.getParallelism()),
                PipelineOptions.MAX_PARALLELISM.key(),
                Integer.toString(env.getMaxParallelism()),
                CheckpointingOptions.CHECKPOINTING_INTERVAL.key(),
                Long.toString(env.getCheckpointConfig().getCheckpointInterval()),
                CheckpointingOptions.TOLERABLE_FAILURE_NUMBER.key(),
                Integer.toString(env.getCheckpointConfig().getTolerableCheckpointFailureNumber()),
                ExecutionOptions.BUFFER_TIMEOUT.key(),
                Long.toString(env.getConfiguration()
                        .get(ExecutionOptions.BUFFER_TIMEOUT)
                        .toMillis()),
                ExecutionOptions.BUFFER_TIMEOUT_ENABLED.key(),
                Boolean.toString(env.getConfiguration().get(ExecutionOptions.BUFFER_TIMEOUT_ENABLED)),
                PipelineOptions.AUTO_WATERMARK_INTERVAL.key(),
                Long.toString(env.getConfig().getAutoWatermarkInterval())));
        return all;
    }

    /** As {@link #setUp} says it: a number of subtasks, or of ms. */
    private static String value(String key, String text) {
        if (key.equals(CoreOptions.DEFAULT_PARALLELISM.key())) {
            return text;
        }
        String[] parts = text.split(" ", -1);
        Duration unit = switch (parts[1]) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            default -> Duration.ofMinutes(1);
        };
        return Long.toString(unit.multipliedBy(Long.parseLong(parts[0])).toMillis());
    }

    /** From, to and partitioner of every edge of the whole job. */
    private static List<String> edges(int parallelism) {
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(
                new Configuration().set(CoreOptions.DEFAULT_PARALLELISM, parallelism),
                FlinkSetupTest.class.getClassLoader());
        TokenFlowJob.build(env, JobConfig.on("127.0.0.1:9092"));
        StreamGraph graph = env.getStreamGraph();
        return graph.getStreamNodes().stream()
                .flatMap(node -> node.getInEdges().stream()
                        .map(edge -> graph.getStreamNode(edge.getSourceId()).getOperatorName() + " "
                                + edge.getPartitioner() + " " + node.getOperatorName()))
                .sorted()
                .toList();
    }

    private static String stateOf(StreamExecutionEnvironment env) throws Exception {
        try (CloseableIterator<String> names = env.fromData(1)
                .keyBy(key -> key, Types.INT)
                .process(new NameOfState())
                .executeAndCollect()) {
            return names.next();
        }
    }

    private static final class NameOfState extends KeyedProcessFunction<Integer, Integer, String> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<Integer> state;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(new ValueStateDescriptor<>("state", Types.INT));
        }

        @Override
        public void processElement(Integer value, Context context, Collector<String> out) {
            out.collect(state.getClass().getSimpleName());
        }
    }
}
