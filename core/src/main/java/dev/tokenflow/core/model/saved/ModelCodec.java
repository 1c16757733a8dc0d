package dev.tokenflow.core.model.saved;

import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.model.tree.Scorer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The saved form of a model: {@code "TFMD"}, version, kind, length and CRC-32C of the rest, then name, version, time,
 * inputs, metrics and flat arrays, big-endian. Every size is checked against the bytes that are left before anything is
 * made of that size.
 */
public final class ModelCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 1;

    /** Largest model that is read, bytes. */
    public static final int MAX_BYTES = 64 << 20;

    private static final int MAGIC = 0x54464d44; // TFMD
    private static final int HEAD = 4 + 1 + 1 + 4 + 4;
    private static final byte FOREST = 1;
    private static final byte TREES = 2;

    private ModelCodec() {}

    /** @throws IllegalArgumentException when the model is larger than any reader takes */
    public static byte[] encode(TrainedModel model) {
        ByteBuffer out = ByteBuffer.allocate(size(model));
        out.putInt(MAGIC).put((byte) VERSION);
        out.put(model.scorer() instanceof IsolationForest ? FOREST : TREES);
        out.putInt(out.capacity() - HEAD).putInt(0);
        putText(out, model.name());
        putText(out, model.version());
        out.putLong(model.trainedAtMs());
        out.putInt(model.schema().size());
        model.schema().names().forEach(name -> putText(out, name));
        out.putInt(model.metrics().size());
        model.sortedMetrics().forEach((name, value) -> {
            putText(out, name);
            out.putDouble(value);
        });
        if (model.scorer() instanceof IsolationForest forest) {
            put(out, forest);
        } else if (model.scorer() instanceof GradientBoostedTrees trees) {
            put(out, trees);
        }
        byte[] bytes = out.array();
        ByteBuffer.wrap(bytes).putInt(HEAD - 4, checksum(bytes));
        return bytes;
    }

    /** @throws MalformedModelException whatever is wrong with the bytes; never any other exception */
    public static TrainedModel decode(byte[] bytes) throws MalformedModelException {
        if (bytes.length < HEAD || bytes.length > MAX_BYTES) {
            throw new MalformedModelException(
                    "a model of " + bytes.length + " bytes, expected " + HEAD + " to " + MAX_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new MalformedModelException("the bytes do not begin as a model does");
        }
        int version = in.get();
        if (version < 1 || version > VERSION) {
            throw new MalformedModelException(
                    "the model has version " + version + ", this program reads 1 to " + VERSION);
        }
        byte kind = in.get();
        int length = in.getInt();
        if (length != bytes.length - HEAD) {
            throw new MalformedModelException(
                    "the model should have " + length + " bytes after its head, it has " + (bytes.length - HEAD));
        }
        if (in.getInt() != checksum(bytes)) {
            throw new MalformedModelException("the checksum is wrong: the model was damaged on its way");
        }
        try {
            TrainedModel model = read(in, kind);
            if (in.hasRemaining()) {
                throw new MalformedModelException(in.remaining() + " bytes are left behind the model");
            }
            return model;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new MalformedModelException("the model contradicts itself: " + e.getMessage());
        }
    }

    private static TrainedModel read(ByteBuffer in, byte kind) throws MalformedModelException {
        String name = text(in);
        String version = text(in);
        long trainedAtMs = in.getLong();
        int inputs = size(in, 4);
        List<String> names = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            names.add(text(in));
        }
        int metricCount = size(in, 12);
        Map<String, Double> metrics = new HashMap<>();
        for (int i = 0; i < metricCount; i++) {
            metrics.put(text(in), in.getDouble());
        }
        Scorer scorer = switch (kind) {
            case FOREST -> forest(in);
            case TREES -> trees(in);
            default -> throw new MalformedModelException("models of kind " + kind + " are not known");
        };
        return new TrainedModel(name, version, trainedAtMs, new FeatureSchema(names), metrics, scorer);
    }

    private static int size(TrainedModel model) {
        long size = HEAD + textSize(model.name()) + textSize(model.version()) + 8L + 4 + 4;
        for (String name : model.schema().names()) {
            size += textSize(name);
        }
        for (String name : model.metrics().keySet()) {
            size += textSize(name) + 8L;
        }
        if (model.scorer() instanceof IsolationForest forest) {
            size += 16 + 8L * forest.cutArray().length + 4L * forest.lengths().length;
        } else if (model.scorer() instanceof GradientBoostedTrees trees) {
            size += 4 + 8 + 8 + 5L * trees.trees() + (8 + 4 + 8L) * trees.cuts().length;
        }
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("the model needs " + size + " bytes, at most " + MAX_BYTES
                    + " can be read: grow fewer or smaller trees");
        }
        return (int) size;
    }

    private static void put(ByteBuffer out, IsolationForest forest) {
        out.putInt(forest.inputs()).putInt(forest.subsample()).putInt(forest.trees());
        out.putInt(forest.depth());
        for (long cut : forest.cutArray()) {
            out.putLong(cut);
        }
        for (float length : forest.lengths()) {
            out.putFloat(length);
        }
    }

    private static IsolationForest forest(ByteBuffer in) throws MalformedModelException {
        int inputs = in.getInt();
        int subsample = in.getInt();
        int trees = in.getInt();
        int depth = in.getInt();
        require(inputs >= 1 && inputs <= FeatureSchema.MAX_NAMES, "inputs", inputs);
        require(subsample >= 2 && subsample <= 1 << 16, "samples a tree", subsample);
        require(depth >= 1 && depth <= 16, "depth", depth);
        long nodes = (long) trees * ((1 << depth) - 1);
        require(trees >= 1 && 8 * nodes + 4 * (nodes + trees) == in.remaining(), "trees", trees);
        long[] cut = new long[(int) nodes];
        float[] length = new float[(int) nodes + trees];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = in.getLong();
        }
        for (int i = 0; i < length.length; i++) {
            length[i] = in.getFloat();
        }
        return new IsolationForest(inputs, subsample, trees, depth, cut, length);
    }

    private static void put(ByteBuffer out, GradientBoostedTrees trees) {
        out.putInt(trees.inputs()).putDouble(trees.start());
        out.putInt(trees.trees()).putInt(trees.cuts().length);
        for (int root : trees.roots()) {
            out.putInt(root);
        }
        out.put(trees.depths());
        for (int i = 0; i < trees.cuts().length; i++) {
            out.putLong(trees.cuts()[i]).putInt(trees.lefts()[i]).putDouble(trees.values()[i]);
        }
    }

    private static GradientBoostedTrees trees(ByteBuffer in) throws MalformedModelException {
        int inputs = in.getInt();
        double start = in.getDouble();
        int trees = in.getInt();
        int nodes = in.getInt();
        require(inputs >= 1 && inputs <= FeatureSchema.MAX_NAMES, "inputs", inputs);
        require(trees >= 0 && nodes >= 0 && 5L * trees + 20L * nodes == in.remaining(), "trees", trees);
        int[] root = new int[trees];
        for (int i = 0; i < trees; i++) {
            root[i] = in.getInt();
        }
        byte[] depth = new byte[trees];
        in.get(depth);
        long[] cut = new long[nodes];
        int[] left = new int[nodes];
        double[] value = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            cut[i] = in.getLong();
            left[i] = in.getInt();
            value[i] = in.getDouble();
        }
        return new GradientBoostedTrees(inputs, start, root, depth, cut, left, value);
    }

    private static void require(boolean holds, String what, int value) throws MalformedModelException {
        if (!holds) {
            throw new MalformedModelException("the model says it has " + value + " " + what + ", that cannot be");
        }
    }

    /** A count of things that take at least {@code least} bytes each. */
    private static int size(ByteBuffer in, int least) throws MalformedModelException {
        int size = in.getInt();
        require(size >= 0 && (long) size * least <= in.remaining(), "parts", size);
        return size;
    }

    private static int textSize(String text) {
        return 4 + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void putText(ByteBuffer out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length).put(utf8);
    }

    private static String text(ByteBuffer in) throws MalformedModelException {
        byte[] utf8 = new byte[size(in, 1)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Of everything but the checksum itself. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEAD - 4);
        crc.update(bytes, HEAD, bytes.length - HEAD);
        return (int) crc.getValue();
    }
}
