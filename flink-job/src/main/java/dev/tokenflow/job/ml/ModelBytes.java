package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.saved.ModelCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** Model data as a table of one column, and as a file: a length, then the bytes. */
public final class ModelBytes {
    static final String COLUMN = "model";
    /** Of the bytes of a model. */
    public static final TypeInformation<byte[]> TYPE = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

    private ModelBytes() {}

    /** The bytes of every model in a table of model data; {@code ModelCodec} reads them. */
    public static DataStream<byte[]> of(Table modelData) {
        return ScorerModel.environment(modelData)
                .toDataStream(modelData)
                .map(ModelBytes::bytes)
                .returns(TYPE);
    }

    private static byte[] bytes(Row row) {
        return Objects.requireNonNull((byte[]) row.getField(0), "a model without bytes");
    }

    /** The next model of a file; null at its end. */
    static byte @Nullable [] read(InputStream file) throws IOException {
        DataInputStream in = new DataInputStream(file);
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < 0 || length > ModelCodec.MAX_BYTES) {
            throw new IOException("a model of " + length + " bytes, expected at most " + ModelCodec.MAX_BYTES);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("a model of " + length + " bytes ends after " + bytes.length);
        }
        return bytes;
    }

    static final class Writer implements Encoder<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(byte[] bytes, OutputStream file) throws IOException {
            DataOutputStream out = new DataOutputStream(file);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }

    static final class Format extends SimpleStreamFormat<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public Reader<byte[]> createReader(Configuration config, FSDataInputStream stream) {
            return new Reader<>() {
                @Override
                public byte @Nullable [] read() throws IOException {
                    return ModelBytes.read(stream);
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public TypeInformation<byte[]> getProducedType() {
            return TYPE;
        }
    }
}
