package dev.tokenflow.bench.window.peer;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * Hopping windows with Kafka Streams: decode, repartition by client through a topic (its only way to change a key),
 * aggregate in memory, results once a window has closed.
 */
public final class StreamsTopology {
    private static final String EVENTS = "events";
    private static final long NS_PER_MS = 1_000_000L;

    /** Serdes are shared by all threads and keep nothing. */
    private static final Serde<FlatEvent> EVENT = Serdes.serdeFrom(
            (topic, event) -> ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(event.rttUs)
                    .putInt(event.retransmits)
                    .putInt(event.bytesAcked)
                    .array(),
            (topic, bytes) -> {
                ByteBuffer in = ByteBuffer.wrap(bytes);
                FlatEvent event = new FlatEvent();
                event.rttUs = in.getInt();
                event.retransmits = in.getInt();
                event.bytesAcked = in.getInt();
                return event;
            });

    private static final Serde<WindowAccumulator> ACCUMULATOR =
            Serdes.serdeFrom((topic, accumulator) -> bytes(accumulator), (topic, bytes) -> accumulator(bytes));

    private StreamsTopology() {}

    /** The topic that {@code application} sends its events through. */
    public static String between(String application) {
        return application + "-" + EVENTS + "-repartition";
    }

    /**
     * Builds it.
     *
     * @param decoding called before a batch is decoded
     * @param arriving called when an event is about to enter its windows
     * @param resulting gets every closed window
     */
    public static Topology of(
            String input, JobConfig config, Runnable decoding, Runnable arriving, Consumer<WindowRow> resulting) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(input, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new Decode(decoding))
                .repartition(Repartitioned.with(Serdes.Long(), EVENT)
                        .withName(EVENTS)
                        .withNumberOfPartitions(config.run().subtasks()))
                .peek((client, event) -> arriving.run())
                .groupByKey(Grouped.with(Serdes.Long(), EVENT))
                .windowedBy(TimeWindows.ofSizeAndGrace(
                                config.window().window(), config.time().outOfOrderness())
                        .advanceBy(config.window().slide()))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(
                        WindowAccumulator::new,
                        (client, event, accumulator) -> accumulator.add(event),
                        Materialized.<Long, WindowAccumulator>as(Stores.inMemoryWindowStore(
                                        "windows",
                                        config.window()
                                                .window()
                                                .plus(config.time().outOfOrderness()),
                                        config.window().window(),
                                        false))
                                .withKeySerde(Serdes.Long())
                                .withValueSerde(ACCUMULATOR)
                                .withLoggingDisabled()
                                .withCachingDisabled())
                .toStream()
                .foreach((at, accumulator) ->
                        resulting.accept(accumulator.row(at.key(), at.window().end())));
        return builder.build();
    }

    private static byte[] bytes(WindowAccumulator accumulator) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(256);
            accumulator.writeTo(out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WindowAccumulator accumulator(byte[] bytes) {
        try {
            WindowAccumulator accumulator = new WindowAccumulator();
            accumulator.readFrom(new DataInputDeserializer(bytes));
            return accumulator;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a flatMap would, but with each event's own time. */
    private static final class Decode extends ContextualProcessor<byte[], byte[], Long, FlatEvent> {
        private final TcpEventView view = new TcpEventView();
        private final Runnable decoding;

        Decode(Runnable decoding) {
            this.decoding = decoding;
        }

        @Override
        public void process(Record<byte[], byte[]> raw) {
            decoding.run();
            try {
                Batch batch = BatchCodec.decode(raw.value());
                for (int i = 0; i < batch.count(); i++) {
                    batch.read(i, view);
                    FlatEvent event = FlatEvent.of(view);
                    long atMs = Math.floorDiv(view.tsNs() + batch.header().monoToWallNs(), NS_PER_MS);
                    context().forward(new Record<>(event.client, event, atMs));
                }
            } catch (MalformedBatchException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
