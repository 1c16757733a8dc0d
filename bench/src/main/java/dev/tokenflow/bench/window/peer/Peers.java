package dev.tokenflow.bench.window.peer;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import java.util.Arrays;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** What a user can build from Flink's own window operators. */
public final class Peers {
    private static final TypeInformation<WindowAccumulator> ACCUMULATOR_TYPE =
            TypeInformation.of(WindowAccumulator.class);
    private static final TypeInformation<Tuple2<Long, WindowAccumulator>> PANE_TYPE =
            Types.TUPLE(Types.LONG, ACCUMULATOR_TYPE);

    private Peers() {}

    /** The floor: every event crosses one keyBy and nothing else. */
    public static DataStream<WindowRow> keyByOnly(DataStream<RawBatch> batches, JobConfig config) {
        return byClient(batches).process(new Nothing());
    }

    /** One accumulator for every window an event falls into. */
    public static DataStream<WindowRow> slidingAggregate(DataStream<RawBatch> batches, JobConfig config) {
        return byClient(batches)
                .window(sliding(config))
                .aggregate(
                        new OfEvents(),
                        new ToRow(),
                        ACCUMULATOR_TYPE,
                        ACCUMULATOR_TYPE,
                        TypeInformation.of(WindowRow.class));
    }

    /** Every event is kept in every window it falls into; the quantile comes from sorting them. */
    public static DataStream<WindowRow> slidingSort(DataStream<RawBatch> batches, JobConfig config) {
        return byClient(batches).window(sliding(config)).process(new Sort());
    }

    /**
     * Panes first, then windows over the panes of the same client, in the same task: no event or pane is copied between
     * the two.
     */
    public static DataStream<WindowRow> panes(DataStream<RawBatch> batches, JobConfig config) {
        DataStream<Tuple2<Long, WindowAccumulator>> panes = byClient(batches)
                .window(TumblingEventTimeWindows.of(config.window().pane()))
                .aggregate(new OfEvents(), new ToPane(), ACCUMULATOR_TYPE, ACCUMULATOR_TYPE, PANE_TYPE);
        return DataStreamUtils.reinterpretAsKeyedStream(panes, pane -> pane.f0, Types.LONG)
                .window(sliding(config))
                .aggregate(
                        new OfPanes(),
                        new ToRow(),
                        ACCUMULATOR_TYPE,
                        ACCUMULATOR_TYPE,
                        TypeInformation.of(WindowRow.class));
    }

    /** All events with their own times. */
    static DataStream<FlatEvent> events(DataStream<RawBatch> batches) {
        return batches.transform("decode", TypeInformation.of(FlatEvent.class), new DecodeBatches());
    }

    private static KeyedStream<FlatEvent, Long> byClient(DataStream<RawBatch> batches) {
        return events(batches).keyBy(event -> event.client, Types.LONG);
    }

    private static SlidingEventTimeWindows sliding(JobConfig config) {
        return SlidingEventTimeWindows.of(
                config.window().window(), config.window().slide());
    }

    private static final class Nothing extends KeyedProcessFunction<Long, FlatEvent, WindowRow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(FlatEvent event, Context context, Collector<WindowRow> out) {}
    }

    private static final class OfEvents implements AggregateFunction<FlatEvent, WindowAccumulator, WindowAccumulator> {
        private static final long serialVersionUID = 1L;

        @Override
        public WindowAccumulator createAccumulator() {
            return new WindowAccumulator();
        }

        @Override
        public WindowAccumulator add(FlatEvent event, WindowAccumulator accumulator) {
            return accumulator.add(event);
        }

        @Override
        public WindowAccumulator getResult(WindowAccumulator accumulator) {
            return accumulator;
        }

        @Override
        public WindowAccumulator merge(WindowAccumulator a, WindowAccumulator b) {
            return a.add(b);
        }
    }

    private static final class OfPanes
            implements AggregateFunction<Tuple2<Long, WindowAccumulator>, WindowAccumulator, WindowAccumulator> {
        private static final long serialVersionUID = 1L;

        @Override
        public WindowAccumulator createAccumulator() {
            return new WindowAccumulator();
        }

        @Override
        public WindowAccumulator add(Tuple2<Long, WindowAccumulator> pane, WindowAccumulator accumulator) {
            return accumulator.add(pane.f1);
        }

        @Override
        public WindowAccumulator getResult(WindowAccumulator accumulator) {
            return accumulator;
        }

        @Override
        public WindowAccumulator merge(WindowAccumulator a, WindowAccumulator b) {
            return a.add(b);
        }
    }

    private static final class ToRow extends ProcessWindowFunction<WindowAccumulator, WindowRow, Long, TimeWindow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void process(
                Long client, Context context, Iterable<WindowAccumulator> accumulators, Collector<WindowRow> out) {
            out.collect(
                    accumulators.iterator().next().row(client, context.window().getEnd()));
        }
    }

    private static final class ToPane
            extends ProcessWindowFunction<WindowAccumulator, Tuple2<Long, WindowAccumulator>, Long, TimeWindow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void process(
                Long client,
                Context context,
                Iterable<WindowAccumulator> accumulators,
                Collector<Tuple2<Long, WindowAccumulator>> out) {
            out.collect(Tuple2.of(client, accumulators.iterator().next()));
        }
    }

    private static final class Sort extends ProcessWindowFunction<FlatEvent, WindowRow, Long, TimeWindow> {
        private static final long serialVersionUID = 1L;

        private transient int @Nullable [] samplesUs;

        @Override
        public void process(Long client, Context context, Iterable<FlatEvent> events, Collector<WindowRow> out) {
            int[] us = samplesUs == null ? new int[64] : samplesUs;
            int count = 0;
            long sumUs = 0;
            long retransmits = 0;
            long bytesAcked = 0;
            for (FlatEvent event : events) {
                retransmits += event.retransmits;
                bytesAcked += event.bytesAcked;
                if (event.rttUs > 0) {
                    us = count == us.length ? Arrays.copyOf(us, 2 * count) : us;
                    us[count++] = event.rttUs;
                    sumUs += event.rttUs;
                }
            }
            samplesUs = us;
            Arrays.sort(us, 0, count);
            boolean none = count == 0;
            out.collect(new WindowRow(
                    client,
                    context.window().getEnd(),
                    count,
                    none ? 0 : us[0],
                    none ? 0 : us[count - 1],
                    none ? Double.NaN : (double) sumUs / count,
                    none ? Double.NaN : us[(int) Math.ceil(0.95 * count) - 1],
                    retransmits,
                    bytesAcked));
        }
    }
}
